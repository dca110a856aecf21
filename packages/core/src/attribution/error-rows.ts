import { at } from '../contract/assert.ts';
import type { RowOutcome } from '../contract/row-outcome.ts';
import type { ChunkEvidence } from './evidence.ts';
import type { Found, Matcher } from './matcher.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

/** The row to which an error is proven to belong, or the rows that it may be about. */
export type ErrorRows =
  | { readonly row: number }
  | {
      readonly row?: undefined;
      /** The rows that its number names. */
      readonly named: ReadonlySet<number>;
      /** The rows that its echo may fit: none if the echo is no evidence. */
      readonly found: Found;
    };

const NONE: Found = { groups: [] };

export function rowsOfError(
  { row: number, record }: RowOutcome,
  possible: readonly RowNumbering[],
  { name, match }: ChunkEvidence,
): ErrorRows {
  const named = rowsNamed(number, possible, name);
  const [only] = named;
  if (only !== undefined && named.size === 1) return { row: only };
  const found = record !== undefined && match.carriesColumns(record) ? match.find(record) : NONE;
  if (named.size > 0 || found.groups?.length === 0) return { named, found };
  // No possible numbering names a row. If a refuted one names another row than the echo, then the number or
  // the echo is wrong, and nothing shows which.
  const numbered = rowsNamed(number, ROW_NUMBERINGS, name);
  const row = onlyRowOf(found, match);
  if (row !== undefined && [...numbered].every((one) => one === row)) return { row };
  return { named: numbered, found };
}

function onlyRowOf({ groups = [] }: Found, match: Matcher): number | undefined {
  const [group] = groups;
  if (group === undefined || groups.length > 1) return undefined;
  const rows = match.rowsOf(group);
  return rows.length === 1 ? at(rows, 0, 'row') : undefined;
}

function rowsNamed(
  number: number | undefined,
  numberings: readonly RowNumbering[],
  name: ChunkEvidence['name'],
): Set<number> {
  const rows = new Set<number>();
  if (number === undefined) return rows;
  for (const numbering of numberings) {
    const row = name(number, numbering);
    if (row !== undefined) rows.add(row);
  }
  return rows;
}
