import type { DuplicateOf, Plugin, Verdict } from '@rowferry/core';

/** Counts records that were rejected, or are unresolved, for the same reason. */
export interface Reason {
  readonly code: string;
  readonly column: string | undefined;
  /** What rejected them: `target`, `validation`, `transform` or `source`; absent for unresolved records. */
  readonly by: string | undefined;
  readonly records: number;
  /** Of how many it is known where the other record with their key is. */
  readonly duplicates: { readonly source: number; readonly tenant: number };
  /** Messages of the first few records. They may quote values, so only the demo shows them. */
  readonly examples: readonly string[];
}

/** A plugin that counts the reasons of rejected and unresolved records. */
export interface ReasonCounter extends Plugin {
  /** The most frequent first. */
  list(): readonly Reason[];
}

type CountedReason = Reason & {
  records: number;
  readonly duplicates: { source: number; tenant: number };
  readonly examples: string[];
};

const REASONS_MAX = 1000;
const EXAMPLES_MAX = 2;

export function reasonCounter(): ReasonCounter {
  const reasons = new Map<string, CountedReason>();
  const add = (
    reason: Pick<Reason, 'code' | 'column' | 'by'>,
    example: string,
    duplicateOf?: DuplicateOf,
  ) => {
    const key = JSON.stringify(reason);
    const none = { records: 0, duplicates: { source: 0, tenant: 0 }, examples: [] };
    const known = reasons.get(key) ?? { ...reason, ...none };
    // Codes and columns are few, unless a plugin invents them for each record.
    if (reasons.size < REASONS_MAX) reasons.set(key, known);
    known.records++;
    if (duplicateOf !== undefined) {
      known.duplicates[duplicateOf === 'tenant' ? 'tenant' : 'source']++;
    }
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
        for (const { code = 'no code', column, message = '', duplicateOf } of verdict.errors) {
          add({ code: String(code), column, by }, `${at}: ${message}`, duplicateOf);
        }
      }
    },
    list: () => [...reasons.values()].sort((a, b) => b.records - a.records),
  };
}
