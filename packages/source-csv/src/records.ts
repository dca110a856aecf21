import { type SourceRecord, Unreadable } from '@rowferry/core';
import { readJsonText } from '@rowferry/core/internal';
import { rawTextOf } from './raw-text.ts';
import type { Row } from './row.ts';
import { blank, notJson, type Reject, wrongCellCount } from './unreadable.ts';

/** How many cells a row may have; see `CsvOptions`. */
export type CellsRule = 'exact' | 'trim' | 'pad';

type Cells = readonly (string | null)[];

/** What is needed to turn rows into records. */
export interface Table {
  readonly names: readonly string[];
  readonly delimiter: string;
  readonly cells: CellsRule;
  /** A cell that is missing is null if an empty text is among them. */
  readonly nulls: ReadonlySet<string>;
  /** The names of the columns whose cells are JSON. */
  readonly json: readonly string[];
}

/** The records of `rows`. A row that is not a record becomes an {@link Unreadable}. */
export function toRecords(rows: readonly Row[], table: Table): (SourceRecord | Unreadable)[] {
  const { names, json } = table;
  const toRecord = recordBuilder(names);
  return rows.map((row) => {
    if (row.cells instanceof Unreadable) return row.cells;
    if (isBlank(row, table)) return rejected(row, blank());
    const cells = row.cells.length === names.length ? row.cells : fitted(row.cells, table);
    if (cells.length !== names.length) {
      const isEmptyBehind = withoutEmptyEnd(row.cells, names.length).length <= names.length;
      return rejected(row, wrongCellCount(row.cells, names.length, isEmptyBehind));
    }
    const record = toRecord(cells);
    if (json.length === 0) return record;
    const withValues = withJson(record, json);
    return typeof withValues === 'function' ? rejected(row, withValues) : withValues;
  });
}

/** Whether a cell is a text that is more than blanks. */
export function hasText(cell: string | null): boolean {
  return cell !== null && cell.trim() !== '';
}

/**
 * Whether there are delimiters and blanks only, or blanks of which `pad` would make a record. An empty text in quotes, or
 * a null that is written, is a value.
 */
function isBlank(
  { cells, bytes, from, to }: Row,
  { names, delimiter, cells: rule }: Table,
): boolean {
  if (cells instanceof Unreadable || cells.some(hasText)) return false;
  if (cells.length === 1 && (names.length === 1 || rule !== 'pad')) return false;
  return rawTextOf(bytes, from, to).replaceAll(delimiter, '').trim() === '';
}

function rejected({ bytes, from, to }: Row, reject: Reject): Unreadable {
  return reject(rawTextOf(bytes, from, to));
}

/** The cells without empty ones that are too many at the end, or with those that are missing there. */
function fitted(cells: Cells, { names, cells: rule, nulls }: Table): Cells {
  if (rule === 'exact') return cells;
  if (cells.length > names.length) return withoutEmptyEnd(cells, names.length);
  if (rule === 'trim') return cells;
  const missing = nulls.has('') ? null : '';
  return [...cells, ...Array.from({ length: names.length - cells.length }, () => missing)];
}

/** The cells of a header that name columns. */
export function columnsOf<Cell extends string | null>(
  cells: readonly Cell[],
  rule: CellsRule,
): readonly Cell[] {
  return rule === 'exact' ? cells : withoutEmptyEnd(cells, 1);
}

/** The cells without empty ones at the end, but at least the first `count`. */
function withoutEmptyEnd<Cell extends string | null>(
  cells: readonly Cell[],
  count: number,
): readonly Cell[] {
  let end = cells.length;
  while (end > count && (cells[end - 1] ?? '') === '') end -= 1;
  return cells.slice(0, end);
}

/** The record with the values of cells that are JSON, in place of their text. */
function withJson(record: SourceRecord, json: readonly string[]): SourceRecord | Reject {
  const values: [string, unknown][] = [];
  for (const name of json) {
    const cell = record[name];
    if (typeof cell !== 'string') continue;
    const text = readJsonText(cell);
    if ('why' in text) return notJson(name, text.why);
    values.push([name, text.value]);
  }
  return { ...record, ...Object.fromEntries(values) };
}

/** The slower way also sets a field named `__proto__`. */
function recordBuilder(
  names: readonly string[],
): (cells: readonly (string | null)[]) => SourceRecord {
  if (names.includes('__proto__')) {
    return (cells) => Object.fromEntries(names.map((name, index) => [name, cells[index]]));
  }
  return (cells) => {
    const record: Record<string, string | null | undefined> = {};
    for (let index = 0; index < cells.length; index++) {
      record[names[index] as string] = cells[index];
    }
    return record;
  };
}
