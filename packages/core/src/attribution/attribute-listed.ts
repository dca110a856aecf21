import { assert } from '../contract/assert.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import { refusalOf } from './attribute.ts';
import { type ErrorRows, rowsOfError } from './error-rows.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { Found, Matcher } from './matcher.ts';
import type { Attributed } from './proof.ts';
import type { RowErrors } from './row-errors.ts';
import type { RowNumbering } from './row-numberings.ts';

const BITS = { stored: 1, refused: 2, unprocessed: 4 } as const;
const KNOWN: readonly number[] = Object.values(BITS);
const FINAL: readonly number[] = [BITS.stored, BITS.refused];

/** What a list says that has an item for every row. */
export interface Listed extends Attributed {
  /** Whether each row has one outcome, which cannot change. */
  readonly isComplete: boolean;
}

/**
 * Attributes the outcomes of a target that lists every row. A row that is not listed, or with two different
 * outcomes, is in doubt, for the reason that is given.
 */
export async function attributeListed(
  outcomes: AsyncIterable<RowOutcome>,
  possible: readonly RowNumbering[],
  evidence: ChunkEvidence,
  proven: RowErrors,
  because: UnresolvedReason,
): Promise<Listed> {
  const { rows } = evidence;
  const seen = new Uint8Array(rows.count);
  const twins = twinsOf(evidence.match);
  let unattributed = 0;
  const mark = (row: number, bit: number) => {
    assert(row in seen, `row ${row} of ${seen.length} does not exist`);
    seen[row] = (seen[row] ?? 0) | bit;
  };
  for await (const item of outcomes) {
    const { outcome = 'refused' } = item;
    const about: ErrorRows = mayBeOnlyRow(item, evidence)
      ? { row: 0 }
      : rowsOfError(item, possible, evidence);
    if (about.row === undefined) {
      unattributed++;
      twins.add(about.found, outcome);
      continue;
    }
    mark(about.row, BITS[outcome]);
    if (outcome !== 'refused') continue;
    const written = proven.add(about.row, refusalOf(item, rows.header));
    if (written !== undefined) await written;
  }
  for (const row of twins.stored()) {
    mark(row, BITS.stored);
    unattributed--;
  }
  return {
    proven,
    unattributed,
    because,
    // A row that is not reached yet may be stored by the time of the next reading.
    isComplete: unattributed === 0 && seen.every((bits) => FINAL.includes(bits)),
    isInDoubt: (row) => !KNOWN.includes(seen[row] ?? 0),
    isUnprocessed: (row) => seen[row] === BITS.unprocessed,
  };
}

/** Whether the chunk has one row, and nothing that the item carries says that it is about another one. */
function mayBeOnlyRow({ record }: RowOutcome, { rows, match }: ChunkEvidence): boolean {
  if (rows.count !== 1) return false;
  return record === undefined || !match.carriesColumns(record) || match.mayFit(record, 0);
}

/** Rows with the same cells, which no echo distinguishes. */
interface Twins {
  add(found: Found, outcome: keyof typeof BITS): void;
  /** The rows of each group that is listed as stored as often as it has rows, and in no other way. */
  stored(): Iterable<number>;
}

function twinsOf(match: Matcher): Twins {
  /** How often each group is listed as stored; not a number if an item says something else of it. */
  const counts = new Map<number, number>();
  return {
    add({ groups = [] }, outcome) {
      const [group] = groups;
      if (group === undefined || groups.length > 1) return;
      const count = counts.get(group) ?? 0;
      counts.set(group, count + (outcome === 'stored' ? 1 : Number.NaN));
    },
    *stored() {
      for (const [group, count] of counts) {
        const rows = match.rowsOf(group);
        if (count === rows.length) yield* rows;
      }
    },
  };
}
