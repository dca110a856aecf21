import { at } from '../contract/assert.ts';
import { RowferryError, textOf } from '../contract/errors.ts';
import { cell } from './cell.ts';
import { type CellFault, FIELD_MISSING } from './cell-fault.ts';
import type { Column, Columns, FieldColumn } from './columns.ts';
import { DeadEnd, fieldReader, MISSING } from './field-reader.ts';

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

/** What a record without a field gets in a column that does not say `optional`: an empty cell, or a rejection. */
export type Missing = 'empty' | 'rejected';

/** Compiles columns. A constant without a cell is a `TypeError`. */
export function encoder(columns: Columns, missing: Missing = 'empty'): Encoder {
  const header = Object.keys(columns);
  const cells = header.map((name) => cellOf(name, columns[name] as Column, missing));
  return {
    header,
    row(record) {
      const row = new Array<string>(cells.length);
      let index = 0;
      try {
        for (; index < cells.length; index++) {
          const result = at(cells, index, 'column')(record);
          if (typeof result !== 'string') return { column: at(header, index, 'column'), ...result };
          row[index] = result;
        }
      } catch (error) {
        if (error instanceof RowferryError) throw error;
        return { column: at(header, index, 'column'), ...unreadable(error) };
      }
      return row;
    },
  };
}

/** Reading a field may run code of the caller: a getter, or a trap of a proxy. */
function unreadable(error: unknown): CellFault {
  return { code: 'RECORD_NOT_JSON', message: `the value cannot be read: ${textOf(error)}` };
}

function cellOf(
  name: string,
  column: Column,
  missing: Missing,
): (record: object) => string | CellFault {
  if (typeof column === 'object' && 'value' in column) {
    const constant = cell(column.value);
    if (typeof constant === 'string') return () => constant;
    throw new TypeError(`columns.${name}: ${constant.message}`);
  }
  const { from, format, json, optional }: FieldColumn =
    typeof column === 'string' ? { from: column } : column;
  const read = fieldReader(from, json);
  // A value that JSON does not write is missing from the record in a result file, and so from a retry.
  const empty = missing === 'empty' || optional === true ? '' : FIELD_MISSING;
  return (record) => {
    const value = read(record);
    if (value === MISSING || value === undefined) return empty;
    if (typeof value === 'object' && value instanceof DeadEnd) return value.fault;
    return cell(value, format);
  };
}
