import { type SourceRecord, Unreadable } from '@rowferry/core';
import { readJsonText } from '@rowferry/core/internal';
import type { Dialect } from './dialect.ts';
import { markQuoted } from './quoted-cells.ts';
import type { Row } from './row-splitter.ts';
import { notJson, wrongCellCount } from './unreadable.ts';

/** What is needed to turn rows into records. */
export interface Table {
  readonly names: readonly string[];
  readonly dialect: Dialect;
  /** An unquoted cell that equals one of these is null. */
  readonly nulls: ReadonlySet<string>;
  /** The names of the columns whose cells are JSON. */
  readonly json: readonly string[];
}

/** The records of `rows`, which are in `bytes`. A row that is not a record becomes an {@link Unreadable}. */
export function toRecords(
  rows: readonly Row[],
  bytes: Buffer,
  table: Table,
): (SourceRecord | Unreadable)[] {
  const { names, nulls, json } = table;
  const toRecord = recordBuilder(names);
  return rows.map((row) => {
    const { cells } = row;
    if (cells instanceof Unreadable) return cells;
    if (cells.length !== names.length) return wrongCellCount(cells.length, names.length);
    const record = toRecord(nulls.size === 0 ? cells : withNulls(cells, row, bytes, table));
    return json.length === 0 ? record : withJson(record, json);
  });
}

function withNulls(
  cells: readonly string[],
  { from, to }: Row,
  bytes: Buffer,
  { nulls, dialect }: Table,
): readonly (string | null)[] {
  if (!cells.some((cell) => nulls.has(cell))) return cells;
  const isQuoted = markQuoted(bytes.toString('utf8', from, to), dialect);
  return cells.map((cell, index) => (nulls.has(cell) && !isQuoted[index] ? null : cell));
}

/** The record with the values of cells that are JSON, in place of their text. */
function withJson(record: SourceRecord, json: readonly string[]): SourceRecord | Unreadable {
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
