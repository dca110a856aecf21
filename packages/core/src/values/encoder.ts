import { at } from '../contract/assert.ts';
import { cell } from './cell.ts';
import type { CellFault } from './cell-fault.ts';
import type { Column, Columns } from './columns.ts';

/** The columns of a migration, ready to turn records into rows. */
export interface Encoder {
  /** The names, in header order. */
  readonly header: readonly string[];
  /** The cells of a record, or the column that has no cell and why. */
  row(record: Readonly<Record<string, unknown>>): string[] | ColumnFault;
}

export interface ColumnFault extends CellFault {
  readonly column: string;
}

/** Compiles columns. A constant without a cell is a `TypeError`. */
export function encoder(columns: Columns): Encoder {
  const header = Object.keys(columns);
  const cells = header.map((name) => cellOf(name, columns[name] as Column));
  return {
    header,
    row(record) {
      const row = new Array<string>(cells.length);
      for (let index = 0; index < cells.length; index++) {
        const result = at(cells, index, 'column')(record);
        if (typeof result !== 'string') return { column: at(header, index, 'column'), ...result };
        row[index] = result;
      }
      return row;
    },
  };
}

function cellOf(name: string, column: Column): (record: object) => string | CellFault {
  if (typeof column === 'object' && 'value' in column) {
    const constant = cell(column.value);
    if (typeof constant === 'string') return () => constant;
    throw new TypeError(`columns.${name}: ${constant.message}`);
  }
  const { from, format } = typeof column === 'string' ? { from: column } : column;
  const path = from.split('.');
  return (record) =>
    cell(Object.hasOwn(record, from) ? field(record, from) : follow(record, path), format);
}

function follow(record: object, path: readonly string[]): unknown {
  let at: unknown = record;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = field(at, name);
  }
  return at;
}

function field(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}
