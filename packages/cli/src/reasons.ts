import type { Plugin, Verdict } from '@rowferry/core';

/** Counts records that were rejected, or are unresolved, for the same reason. */
export interface Reason {
  readonly code: string;
  readonly column: string | undefined;
  /** What rejected them: `target`, `validation`, `transform` or `source`; absent for unresolved records. */
  readonly by: string | undefined;
  readonly records: number;
  /** Messages of the first few records. They may quote values, so only the demo shows them. */
  readonly examples: readonly string[];
}

/** A plugin that counts the reasons of rejected and unresolved records. */
export interface ReasonCounter extends Plugin {
  /** The most frequent first. */
  list(): readonly Reason[];
}

const REASONS_MAX = 1000;
const EXAMPLES_MAX = 2;

export function reasonCounter(): ReasonCounter {
  const reasons = new Map<string, Reason & { records: number; examples: string[] }>();
  const add = (reason: Pick<Reason, 'code' | 'column' | 'by'>, example: string) => {
    const key = JSON.stringify(reason);
    const known = reasons.get(key) ?? { ...reason, records: 0, examples: [] };
    // Codes and columns are few, unless a plugin invents them for each record.
    if (reasons.size < REASONS_MAX) reasons.set(key, known);
    known.records++;
    if (known.examples.length < EXAMPLES_MAX) known.examples.push(example);
  };
  return {
    name: 'reasons',
    onVerdicts(verdicts: readonly Verdict[]) {
      for (const verdict of verdicts) {
        if (verdict.outcome === 'unresolved') {
          const reason = { code: verdict.code, column: undefined, by: undefined };
          add(reason, `${verdict.at}: ${verdict.reason}`);
        }
        if (verdict.outcome !== 'rejected') continue;
        const { by, at } = verdict;
        for (const { code = 'no code', column, message = '' } of verdict.errors) {
          add({ code: String(code), column, by }, `${at}: ${message}`);
        }
      }
    },
    list: () => [...reasons.values()].sort((a, b) => b.records - a.records),
  };
}
