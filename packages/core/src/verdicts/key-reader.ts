import type { CsvRows } from '../chunks/csv-rows.ts';

/** Reads the cell of the migration's key; `undefined` if the migration names none. */
export function keyReader(
  csv: CsvRows,
  key: string | undefined,
): (row: number) => string | undefined {
  const column = key === undefined ? -1 : csv.header.indexOf(key);
  return (row) => (column === -1 ? undefined : csv.cells(row)[column]);
}
