import type { CsvRows } from '../chunks/csv-rows.ts';
import { at, present } from '../contract/assert.ts';
import type { Definition } from '../contract/definition.ts';
import { canonicalCell } from '../values/canonical-cell.ts';
import { ExactNumber } from '../values/exact-number.ts';
import { stringifyExact } from '../values/stringify-exact.ts';
import { type Echo, valueFits } from './echo.ts';
import { type RowIndex, rowIndex } from './row-index.ts';

/** Finds the rows of a chunk that an echo may belong to. */
export interface Matcher {
  /** Whether the echo has a column that was sent; if not, it is not evidence. */
  carriesColumns(echo: Echo): boolean;
  fits(echo: Echo, row: number): boolean;
  /** Every row that the echo fits, in order. */
  rowsOf(echo: Echo): Iterable<number>;
}

/** How many indexes are kept at the same time. There is one for each set of columns in echoes. */
const INDEXES_MAX = 4;

export function matcher(rows: CsvRows, definition: Definition | undefined): Matcher {
  const columnOf = new Map(rows.header.map((name, index) => [name, index]));
  const columnNamed = (name: string) => present(columnOf.get(name), 'a column of an echo');
  const defaults = rows.header.map((name) => definition?.columns[name]?.default);
  const indexes = new Map<string, RowIndex>();
  const sent = (echo: Echo) =>
    Object.keys(echo)
      .filter((name) => columnOf.has(name))
      .sort();
  const fits = (echo: Echo, row: number) => {
    const cells = rows.cells(row);
    return sent(echo).every((name) => {
      const column = columnNamed(name);
      return valueFits(echo[name], at(cells, column, 'cell'), defaults[column]);
    });
  };
  const indexOf = (columns: readonly number[]) => {
    const key = columns.join();
    const known = indexes.get(key);
    if (known !== undefined) return known;
    if (indexes.size === INDEXES_MAX) indexes.delete(indexes.keys().next().value as string);
    const created = rowIndex(rows.count, (row) => {
      const cells = rows.cells(row);
      return columns
        .map((column) => comparable(at(cells, column, 'cell'), defaults[column]))
        .join('\0');
    });
    indexes.set(key, created);
    return created;
  };
  return {
    carriesColumns: (echo) => sent(echo).length > 0,
    fits,
    *rowsOf(echo) {
      const columns = sent(echo)
        .map(columnNamed)
        // A list has several spellings as text, so it does not narrow the search.
        .filter((column) => !isStructure(echo[at(rows.header, column, 'column')]));
      const key = columns
        .map((column) => comparable(echo[at(rows.header, column, 'column')], defaults[column]))
        .join('\0');
      for (const row of indexOf(columns).rows(key)) if (fits(echo, row)) yield row;
    },
  };
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber);
}

/** Returns one text for all values that may be equal; empty, null and the default are equal. */
export function comparable(value: unknown, columnDefault: unknown): string {
  const isEmpty = value === null || value === undefined || value === '';
  const effective = isEmpty ? (columnDefault ?? '') : value;
  return canonicalCell(
    isStructure(effective) ? (stringifyExact(effective) ?? '') : String(effective),
  );
}
