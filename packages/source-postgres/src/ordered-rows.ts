import { keyNotUnique, keyNotUtf8, nullInKey } from './key-failure.ts';
import { isBroken } from './records.ts';
import type { Cells, Field, RowBatch, Rows } from './rows.ts';
import type { Bounds, KeyValues } from './statement.ts';

/** Rows in the order of a key that is checked to be unique. */
export interface OrderedRows {
  /** Where the rows that were not returned yet begin and end. */
  readonly bounds: Bounds;
  next(): Promise<OrderedRowBatch | undefined>;
}

export interface OrderedRowBatch extends RowBatch {
  keyOf(index: number): KeyValues;
}

interface Columns {
  /** Without the last column, which says whether the next row has the same key. */
  readonly fields: readonly Field[];
  /** The indexes of the key columns. */
  readonly indexes: readonly number[];
}

/** Checks the rows of the statement of `orderedStatement` for `start`, and keeps track of their bounds. */
export function orderedRows(
  rows: Rows,
  names: readonly string[],
  start: Bounds,
  isUtf8: boolean,
): OrderedRows {
  let bounds = start;
  let columns: Columns | undefined;
  const check = (cells: Cells, indexes: readonly number[]) => {
    if (cells.pop() === 't') throw keyNotUnique(names);
    for (const index of indexes) {
      if (cells[index] === null) throw nullInKey(names);
      if (!isUtf8 && isBroken(cells[index])) throw keyNotUtf8(names);
    }
  };
  return {
    get bounds() {
      return bounds;
    },
    async next() {
      const batch = await rows.next();
      if (batch === undefined) return undefined;
      columns ??= columnsOf(batch.fields, names);
      const { fields, indexes } = columns;
      for (const cells of batch.rows) check(cells, indexes);
      const keyOf = (at: number) => indexes.map((index) => batch.rows[at]?.[index] ?? '');
      bounds = { ...bounds, after: keyOf(batch.rows.length - 1) };
      return { fields, rows: batch.rows, keyOf };
    },
  };
}

function columnsOf(all: readonly Field[], names: readonly string[]): Columns {
  const indexes = names.map((name) => all.findIndex((field) => field.name === name));
  return { fields: all.slice(0, -1), indexes };
}
