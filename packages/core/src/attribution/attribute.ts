import type { RowRefusal } from '../chunks/row-refusal.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import { type ErrorRows, rowsOfError } from './error-rows.ts';
import type { ChunkEvidence } from './evidence.ts';
import { inDoubtRows } from './in-doubt-rows.ts';
import type { Attributed } from './proof.ts';
import type { RowErrors } from './row-errors.ts';
import type { RowNumbering } from './row-numberings.ts';

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
  const { match, rows } = evidence;
  const inDoubt = inDoubtRows(rows.count, match);
  let unattributed = 0;
  for await (const error of errors) {
    const about: ErrorRows = isOnlyRow ? { row: 0 } : rowsOfError(error, possible, evidence);
    if (about.row !== undefined) {
      const written = proven.add(about.row, refusalOf(error, rows.header));
      if (written !== undefined) await written;
      continue;
    }
    unattributed++;
    for (const row of about.named) inDoubt.add(row);
    inDoubt.addFound(about.found);
    if (about.named.size === 0 && about.found.groups?.length === 0) inDoubt.addAll();
  }
  return {
    proven,
    unattributed,
    isInDoubt: (row) => !proven.has(row) && inDoubt.has(row),
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
