import type { Plugin, Verdict } from '@rowferry/core';

/** Records that were rejected, or are unresolved, on the same ground. */
export interface Reason {
  readonly code: string;
  readonly column: string | undefined;
  /** Who refused: `target`, `validation`, `transform` or `source`; absent for what is unresolved. */
  readonly by: string | undefined;
  readonly records: number;
  /** Messages of the first few; they may quote values, so that only the demo shows them. */
  readonly examples: readonly string[];
}

/** Collects the grounds of a run's rejections; a plugin like any other. */
export interface ReasonCounter extends Plugin {
  /** The most frequent first. */
  list(): readonly Reason[];
}

const REASONS_MAX = 1000;
const EXAMPLES_MAX = 2;

export function reasonCounter(): ReasonCounter {
  const reasons = new Map<string, Reason & { records: number; examples: string[] }>();
  const add = (ground: Pick<Reason, 'code' | 'column' | 'by'>, example: string) => {
    const key = JSON.stringify(ground);
    const known = reasons.get(key) ?? { ...ground, records: 0, examples: [] };
    // Codes and columns are few, unless a plugin makes them up for each record.
    if (reasons.size < REASONS_MAX) reasons.set(key, known);
    known.records++;
    if (known.examples.length < EXAMPLES_MAX) known.examples.push(example);
  };
  return {
    name: 'reasons',
    onVerdicts(verdicts: readonly Verdict[]) {
      for (const verdict of verdicts) {
        if (verdict.verdict === 'unresolved') {
          const ground = { code: verdict.code, column: undefined, by: undefined };
          add(ground, `${verdict.at}: ${verdict.reason}`);
        }
        if (verdict.verdict !== 'rejected') continue;
        const { by, at } = verdict;
        for (const { code = 'no code', column, message = '' } of verdict.errors) {
          add({ code: String(code), column, by }, `${at}: ${message}`);
        }
      }
    },
    list: () => [...reasons.values()].sort((a, b) => b.records - a.records),
  };
}
