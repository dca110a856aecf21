import type { RowRefusal } from '../chunks/row-refusal.ts';
import { assert } from '../contract/assert.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { type Echo, sentPart } from './echo.ts';
import { type ErrorRows, rowsOfError } from './error-rows.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { Attributed } from './proof.ts';
import type { RowErrors } from './row-errors.ts';
import type { RowNumbering } from './row-numberings.ts';

/** How many echoes are remembered. Equal echoes mark the same rows, so each one marks its rows once. */
const KNOWN_ECHOES_MAX = 1000;

/**
 * Attributes a job's errors to its rows. `possible` contains the row numberings that nothing in the job
 * contradicts; see "How a verdict is proven" in `docs/architecture.md`. If the job had only one row, and
 * no error of its own, every error belongs to this row.
 */
export async function attribute(
  errors: AsyncIterable<RowOutcome>,
  possible: readonly RowNumbering[],
  evidence: ChunkEvidence,
  proven: RowErrors,
  isOnlyRow: boolean,
): Promise<Attributed> {
  const inDoubt = new Uint8Array(evidence.rows.count);
  /** An array of a fixed length ignores an index beyond it. */
  const markInDoubt = (row: number) => {
    assert(row in inDoubt, `row ${row} of ${inDoubt.length} does not exist`);
    inDoubt[row] = 1;
  };
  const knownEchoes = new Map<string, boolean>();
  const { match, rows } = evidence;
  /** Marks the rows that an echo fits as in doubt; returns whether there are any. */
  const markFitting = (echo: Echo): boolean => {
    const key = sentPart(echo, rows.header);
    const known = knownEchoes.get(key);
    if (known !== undefined) return known;
    let fitsAny = false;
    for (const row of match.rowsOf(echo)) {
      markInDoubt(row);
      fitsAny = true;
    }
    if (knownEchoes.size === KNOWN_ECHOES_MAX) knownEchoes.clear();
    knownEchoes.set(key, fitsAny);
    return fitsAny;
  };
  let unattributed = 0;
  let isEveryRowInDoubt = false;
  for await (const error of errors) {
    const found: ErrorRows = isOnlyRow ? { row: 0 } : rowsOfError(error, possible, evidence);
    if (found.row !== undefined) {
      const written = proven.add(found.row, refusalOf(error, rows.header));
      if (written !== undefined) await written;
      continue;
    }
    unattributed++;
    for (const row of found.named) markInDoubt(row);
    const isFitting = found.echo !== undefined && markFitting(found.echo);
    isEveryRowInDoubt ||= found.named.size === 0 && !isFitting;
  }
  return {
    proven,
    unattributed,
    isInDoubt: (row) => !proven.has(row) && (isEveryRowInDoubt || inDoubt[row] === 1),
  };
}

const BRACKETED = /\[([^[\]]+)\]/g;

/** An error as a result line reports it. It has a column only if the message names exactly one. */
export function refusalOf(
  { code, message, meaning = 'other' }: RowOutcome,
  header: readonly string[],
): RowRefusal {
  const columns = new Set<string>();
  if (message?.includes('[')) {
    for (const [, name = ''] of message.matchAll(BRACKETED)) {
      if (header.includes(name)) columns.add(name);
    }
  }
  const [column] = columns;
  return {
    meaning,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(column !== undefined && columns.size === 1 ? { column } : {}),
  };
}
