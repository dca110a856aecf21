import { at } from '../contract/assert.ts';
import { RowferryError, textOf } from '../contract/errors.ts';
import { cell } from './cell.ts';
import { type CellFault, FIELD_MISSING } from './cell-fault.ts';
import type { Column, Columns, FieldColumn } from './columns.ts';
import type { CsvBytes } from './csv-bytes.ts';
import { DeadEnd, fieldReader, MISSING } from './field-reader.ts';

/** The columns of a migration, ready to turn records into rows. */
export interface Encoder {
  /** The names, in header order. */
  readonly header: readonly string[];
  /**
   * Adds the row of a record to `rows`, and marks its cell in the column `marked`. Returns the column that has no
   * cell and why, after it added nothing.
   */
  add(
    record: Readonly<Record<string, unknown>>,
    rows: CsvBytes,
    marked?: number,
  ): ColumnFault | undefined;
}

export interface ColumnFault extends CellFault {
  readonly column: string;
}

/** What a record without a field gets in a column that does not say `optional`: an empty cell, or a rejection. */
export type Missing = 'empty' | 'rejected';

/** Compiles columns. A constant without a cell is a `TypeError`. */
export function encoder(columns: Columns, missing: Missing = 'empty'): Encoder {
  const header = Object.keys(columns);
  const writers = header.map((name) => writerOf(name, columns[name] as Column, missing));
  const isSingle = header.length === 1;
  return {
    header,
    add(record, rows, marked = -1) {
      const start = rows.length;
      let index = 0;
      let fault: CellFault | undefined;
      try {
        for (; index < writers.length; index++) {
          if (index > 0) rows.comma();
          const cellStart = rows.length;
          fault = at(writers, index, 'column')(record, rows);
          if (fault !== undefined) break;
          if (index === marked) rows.mark(cellStart);
        }
      } catch (error) {
        if (error instanceof RowferryError) throw error;
        fault = unreadable(error);
      }
      if (fault !== undefined) {
        rows.length = start;
        return { column: at(header, index, 'column'), ...fault };
      }
      if (isSingle && rows.length === start) rows.emptyQuotes();
      rows.endRow();
      return undefined;
    },
  };
}

/** Reading a field may run code of the caller: a getter, or a trap of a proxy. */
function unreadable(error: unknown): CellFault {
  return { code: 'RECORD_NOT_JSON', message: `the value cannot be read: ${textOf(error)}` };
}

/** Writes the cell of a record, or returns why it has none. */
type CellWriter = (record: object, rows: CsvBytes) => CellFault | undefined;

function writerOf(name: string, column: Column, missing: Missing): CellWriter {
  if (typeof column === 'object' && 'value' in column) {
    const constant = cell(column.value);
    if (typeof constant !== 'string') throw new TypeError(`columns.${name}: ${constant.message}`);
    return (_, rows) => void rows.cell(constant);
  }
  const { from, format, json, optional }: FieldColumn =
    typeof column === 'string' ? { from: column } : column;
  const read = fieldReader(from, json);
  // A value that JSON does not write is missing from the record in a result file, and so from a retry.
  const whenMissing = missing === 'empty' || optional === true ? undefined : FIELD_MISSING;
  const isPlain = format === undefined;
  return (record, rows) => {
    const value = read(record);
    if (value === null || (isPlain && isWritten(value, rows))) return undefined;
    if (value === MISSING || value === undefined) return whenMissing;
    if (typeof value === 'object' && value instanceof DeadEnd) return value.fault;
    const text = cell(value, format);
    if (typeof text !== 'string') return text;
    rows.cell(text);
    return undefined;
  };
}

/** Writes a value of the most frequent kinds; returns whether it is one of them. */
function isWritten(value: unknown, rows: CsvBytes): boolean {
  if (typeof value === 'string') return rows.short(value);
  return typeof value === 'number' && rows.smallNumber(value);
}
