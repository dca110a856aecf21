import type { RowOutcome } from '../contract/row-outcome.ts';
import type { Echo } from './echo.ts';
import type { ChunkEvidence } from './evidence.ts';
import { ROW_NUMBERINGS, type RowNumbering } from './row-numberings.ts';

/** The row to which an error is proven to belong, or the rows that its number names, with its echo. */
export type ErrorRows =
  | { readonly row: number }
  | {
      readonly row?: undefined;
      readonly named: ReadonlySet<number>;
      readonly echo: Echo | undefined;
    };

export function rowsOfError(
  { row: number, record }: RowOutcome,
  possible: readonly RowNumbering[],
  { name, match }: ChunkEvidence,
): ErrorRows {
  const named = rowsNamed(number, possible, name);
  const [only] = named;
  if (only !== undefined && named.size === 1) return { row: only };
  const echo = record !== undefined && match.carriesColumns(record) ? record : undefined;
  if (named.size > 0) return { named, echo };
  // No possible numbering names a row. If another numbering names one, and the echo fits a different row,
  // then the number or the echo is wrong, and nothing shows which.
  const numbered = rowsNamed(number, ROW_NUMBERINGS, name);
  const [first, second] = echo === undefined ? [] : match.rowsOf(echo);
  const isOneRow = first !== undefined && second === undefined;
  if (isOneRow && (numbered.size === 0 || numbered.has(first))) return { row: first };
  return { named: isOneRow ? numbered : new Set(), echo };
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
