import { assert } from '../contract/assert.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import { refusalOf } from './attribute.ts';
import { type Echo, sentPart } from './echo.ts';
import { type ErrorRows, rowsOfError } from './error-rows.ts';
import type { ChunkEvidence } from './evidence.ts';
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
  const twins = twinsOf(evidence);
  let unattributed = 0;
  const mark = (row: number, bit: number) => {
    assert(row in seen, `row ${row} of ${seen.length} does not exist`);
    seen[row] = (seen[row] ?? 0) | bit;
  };
  for await (const item of outcomes) {
    const { outcome = 'refused' } = item;
    const found: ErrorRows = mayBeOnlyRow(item, evidence)
      ? { row: 0 }
      : rowsOfError(item, possible, evidence);
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
    // A row that is not reached yet may be stored by the time of the next reading.
    isComplete: unattributed === 0 && seen.every((bits) => FINAL.includes(bits)),
    isInDoubt: (row) => !KNOWN.includes(seen[row] ?? 0),
    isUnprocessed: (row) => seen[row] === BITS.unprocessed,
  };
}

/** Whether the chunk has one row, and nothing that the item carries says that it is about another one. */
function mayBeOnlyRow({ record }: RowOutcome, { rows, match }: ChunkEvidence): boolean {
  if (rows.count !== 1) return false;
  return record === undefined || !match.carriesColumns(record) || match.fits(record, 0);
}

interface Group {
  readonly rows: readonly number[];
  /** How many items say that one of them is stored; not a number if one says something else. */
  stored: number;
}

/** Rows with the same cells, which no echo distinguishes. */
interface Twins {
  add(echo: Echo, outcome: keyof typeof BITS): void;
  /** The rows of each group that is listed as stored as often as it has rows, and in no other way. */
  stored(): Iterable<number>;
}

function twinsOf({ match, rows }: ChunkEvidence): Twins {
  const groups = new Map<number, Group>();
  /** Equal echoes fit the same rows, so each one is compared once. */
  const byEcho = new Map<string, Group | undefined>();
  const groupOf = (echo: Echo): Group | undefined => {
    const fitting = [...match.rowsOf(echo)];
    const [first] = fitting;
    if (first === undefined) return undefined;
    const text = rows.text(first);
    if (!fitting.every((row) => rows.text(row) === text)) return undefined;
    const group = groups.get(first) ?? { rows: fitting, stored: 0 };
    groups.set(first, group);
    return group;
  };
  return {
    add(echo, outcome) {
      const key = sentPart(echo, rows.header);
      if (!byEcho.has(key)) byEcho.set(key, groupOf(echo));
      const group = byEcho.get(key);
      if (group !== undefined) group.stored += outcome === 'stored' ? 1 : Number.NaN;
    },
    *stored() {
      for (const group of groups.values()) {
        if (group.stored === group.rows.length) yield* group.rows;
      }
    },
  };
}
