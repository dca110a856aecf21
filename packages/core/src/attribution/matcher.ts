import type { CsvRows } from '../chunks/csv-rows.ts';
import { at } from '../contract/assert.ts';
import type { ColumnDefinition, Definition } from '../contract/definition.ts';
import type { Echo } from './echo.ts';
import { mayFit, tellsNothing } from './may-fit.ts';
import { type GroupList, type RowFinder, rowFinder } from './row-finder.ts';

/** Compares echoes with the rows of a chunk, and finds rows for an echo with bounded work. */
export interface Matcher {
  /** Whether the echo has a value for a column that was sent; if not, it is not evidence. */
  carriesColumns(echo: Echo): boolean;
  /** Whether the target may have made the echo of the row, whatever it does to values. */
  mayFit(echo: Echo, row: number): boolean;
  /** The rows that the echo may fit. */
  find(echo: Echo): Found;
  /** The rows of a group, in order: all have the same cells. */
  rowsOf(group: number): Uint32Array;
}

export type Found =
  /** All groups of equal rows that the echo may fit. */
  | { readonly groups: readonly number[] }
  /** Too many to compare. The groups that the echo may fit are among these, or among all. */
  | { readonly groups?: undefined; readonly among: readonly GroupList[] | 'all' };

/** With how many groups each echo is compared at most. */
const COMPARED_MAX = 64;
/** How many more all echoes are compared with together, for each row of the chunk. */
const SPARE_PER_ROW = 4;

export function matcher(rows: CsvRows, definition: Definition | undefined): Matcher {
  const { header } = rows;
  const definitions = header.map((name) => definitionOf(name, definition));
  const valuesOf = (echo: Echo) =>
    header.map((name) => {
      const value = Object.hasOwn(echo, name) ? echo[name] : undefined;
      return tellsNothing(value) ? undefined : value;
    });
  const mayBeOf = (values: readonly unknown[], row: number) =>
    rows.cells(row).every((cell, column) => {
      const value = values[column];
      return value === undefined || mayFit(value, cell, definitions[column]);
    });
  let spare = SPARE_PER_ROW * rows.count;
  let opened: RowFinder | undefined;
  const finder = () => {
    opened ??= rowFinder(rows, definitions);
    return opened;
  };
  return {
    carriesColumns: (echo) => valuesOf(echo).some((value) => value !== undefined),
    mayFit: (echo, row) => mayBeOf(valuesOf(echo), row),
    find(echo) {
      const { equal, listsFor } = finder();
      const values = valuesOf(echo);
      const narrowed = listsFor(values);
      const size = narrowed?.size ?? equal.groupCount;
      if (size > COMPARED_MAX) {
        if (size > spare) return { among: narrowed?.lists ?? 'all' };
        spare -= size;
      }
      const among = narrowed?.lists.flatMap((list) => list.groups());
      const groups = new Set(among ?? Array(equal.groupCount).keys());
      const firstRow = (group: number) => at(equal.rowsOf(group), 0, 'row');
      return { groups: [...groups].filter((group) => mayBeOf(values, firstRow(group))) };
    },
    rowsOf: (group) => finder().equal.rowsOf(group),
  };
}

function definitionOf(
  name: string,
  definition: Definition | undefined,
): ColumnDefinition | undefined {
  const columns = definition?.columns ?? {};
  return Object.hasOwn(columns, name) ? columns[name] : undefined;
}
