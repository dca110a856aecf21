import { assert } from '../contract/assert.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import { refusalOf } from './attribute.ts';
import type { Echo } from './echo.ts';
import { type ErrorRows, rowsOfError } from './error-rows.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { Attributed } from './proof.ts';
import type { RowErrors } from './row-errors.ts';
import type { RowNumbering } from './row-numberings.ts';

const BITS = { stored: 1, refused: 2, unprocessed: 4 } as const;
const KNOWN: readonly number[] = Object.values(BITS);

/** What a list says that has an item for every row. */
export interface Listed extends Attributed {
  /** Whether each row has one outcome. */
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
  const twins = twinsOf(evidence);
  let unattributed = 0;
  const mark = (row: number, bit: number) => {
    assert(row in seen, `row ${row} of ${seen.length} does not exist`);
    seen[row] = (seen[row] ?? 0) | bit;
  };
  for await (const item of outcomes) {
    const { outcome = 'refused' } = item;
    const found: ErrorRows = rows.count === 1 ? { row: 0 } : rowsOfError(item, possible, evidence);
    if (found.row === undefined) {
      unattributed++;
      if (found.echo !== undefined) twins.add(found.echo, outcome);
      continue;
    }
    mark(found.row, BITS[outcome]);
    if (outcome !== 'refused') continue;
    const written = proven.add(found.row, refusalOf(item, rows.header));
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
    isComplete: unattributed === 0 && seen.every((bits) => KNOWN.includes(bits)),
    isInDoubt: (row) => !KNOWN.includes(seen[row] ?? 0),
    isUnprocessed: (row) => seen[row] === BITS.unprocessed,
  };
}

/** Rows with the same cells, which no echo distinguishes. */
interface Twins {
  add(echo: Echo, outcome: keyof typeof BITS): void;
  /** The rows of each group that is listed as stored as often as it has rows, and in no other way. */
  stored(): Iterable<number>;
}

function twinsOf({ match, rows }: ChunkEvidence): Twins {
  const groups = new Map<number, { readonly rows: readonly number[]; stored: number }>();
  return {
    add(echo, outcome) {
      const fitting = [...match.rowsOf(echo)];
      const [first] = fitting;
      if (first === undefined) return;
      const text = rows.text(first);
      if (!fitting.every((row) => rows.text(row) === text)) return;
      const group = groups.get(first) ?? { rows: fitting, stored: 0 };
      group.stored += outcome === 'stored' ? 1 : Number.NaN;
      groups.set(first, group);
    },
    *stored() {
      for (const group of groups.values()) {
        if (group.stored === group.rows.length) yield* group.rows;
      }
    },
  };
}
