import { type SourceRecord, Unreadable } from '@rowferry/core';
import type { Dialect } from './dialect.ts';
import { markQuoted } from './quoted-cells.ts';
import type { Row } from './row-splitter.ts';
import { wrongCellCount } from './unreadable.ts';

/** What is needed to turn rows into records. */
export interface Table {
  readonly names: readonly string[];
  readonly dialect: Dialect;
  /** An unquoted cell that equals one of these is null. */
  readonly nulls: ReadonlySet<string>;
}

/** The records of `rows`, which are in `bytes`. A row that is not a record becomes an {@link Unreadable}. */
export function toRecords(
  rows: readonly Row[],
  bytes: Buffer,
  table: Table,
): (SourceRecord | Unreadable)[] {
  const { names, nulls } = table;
  const toRecord = recordBuilder(names);
  return rows.map((row) => {
    const { cells } = row;
    if (cells instanceof Unreadable) return cells;
    if (cells.length !== names.length) return wrongCellCount(cells.length, names.length);
    return toRecord(nulls.size === 0 ? cells : withNulls(cells, row, bytes, table));
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
