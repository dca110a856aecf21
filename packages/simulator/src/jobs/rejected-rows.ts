import type { CsvRecord } from '../csv/record.ts';
import type { Problem } from '../records/cell.ts';
import { createPages } from '../records/pages.ts';

/** Where a record is in its file. */
export interface RowPlace {
  readonly number: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** One rejected row of a file, or one record that a delete job could not delete. */
export interface RejectedRow {
  readonly place: RowPlace | undefined;
  readonly problems: readonly Problem[];
  /** Where its cells are stored; `undefined` for deletes. */
  readonly location: number | undefined;
  /** The record that could not be deleted. */
  readonly ordinal: number | undefined;
}

/** The rejected rows of one job, in file order. Their cells are packed like those of records. */
export interface RejectedRows {
  readonly columns: readonly string[];
  readonly rows: readonly RejectedRow[];
  addRow(record: CsvRecord, problems: readonly Problem[]): void;
  addRecord(ordinal: number, place: RowPlace | undefined, problem: Problem): void;
  cellsOf(row: RejectedRow): readonly (string | undefined)[];
}

export function createRejectedRows(columns: readonly string[]): RejectedRows {
  const pages = createPages();
  const rows: RejectedRow[] = [];
  return {
    columns,
    rows,
    addRow({ number, firstLine, lastLine, cells }, problems) {
      const place = { number, firstLine, lastLine };
      rows.push({ place, problems, location: pages.add(cells), ordinal: undefined });
    },
    addRecord(ordinal, place, problem) {
      rows.push({ place, problems: [problem], location: undefined, ordinal });
    },
    cellsOf: (row) => (row.location === undefined ? [] : pages.read(row.location)),
  };
}
