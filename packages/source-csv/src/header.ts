import { Unreadable } from '@rowferry/core';
import { sourceFailed } from '@rowferry/files';
import type { Dialect } from './dialect.ts';
import { type Encoding, isWide } from './encoding.ts';
import { markQuoted } from './quoted-cells.ts';
import type { Row } from './row-cutter.ts';

const COMMON_DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a vertical bar',
};

/** A line end of UTF-16 whose bytes were taken the other way round. */
const TURNED_LINE_END = /[\u0a00\u0d00]/;
const MARKS_ADVICE = 'say which `lineEnd` and `encoding` the file has';

/** The header of one file: its cells or, where those name the columns, their names. */
export interface Header {
  readonly fileName: string;
  readonly names: readonly string[];
}

/** How the file of a header was read. */
interface Reading {
  readonly dialect: Dialect;
  readonly encoding: Encoding;
}

/**
 * The cells of the header row of `place`, a file and a line, which lies in `bytes`. Throws
 * `SOURCE_FAILED` where it cannot be read, and where it looks as if it had swallowed the records.
 */
export function cellsOf(
  row: Row,
  bytes: Buffer,
  reading: Reading,
  place: string,
): readonly string[] {
  const { cells } = row;
  if (cells instanceof Unreadable) {
    const { code, message } = cells.rejected;
    const advice = code === 'RECORD_TOO_LONG' ? `; ${MARKS_ADVICE}` : '';
    throw sourceFailed(`${place}: the header cannot be read: ${message}${advice}`);
  }
  const text = bytes.toString('utf8', row.from, row.to);
  if (text.includes('\0')) {
    throw sourceFailed(
      `${place}: the header holds a zero byte; say which \`encoding\` the file has, or mend it`,
    );
  }
  if (holdsLineEnd(cells, markQuoted(text, reading.dialect), reading.encoding)) {
    throw sourceFailed(
      `${place}: the header holds a line end that is not quoted; ${MARKS_ADVICE}, ` +
        'or put the name in quotes',
    );
  }
  if (!text.endsWith(reading.dialect.lineEnd ?? '\n')) {
    throw sourceFailed(
      `${place}: the header is all there is, without a line end; ${MARKS_ADVICE}, or, ` +
        'if it has no records, end its header with a line end',
    );
  }
  return cells;
}

function holdsLineEnd(
  cells: readonly string[],
  isQuoted: readonly boolean[],
  encoding: Encoding,
): boolean {
  return cells.some(
    (cell, index) =>
      !isQuoted[index] && (/[\r\n]/.test(cell) || (isWide(encoding) && TURNED_LINE_END.test(cell))),
  );
}

/**
 * The names of the columns from the cells of the header of `place`. A column without a name is called
 * `column 3`, for its place. Throws `SOURCE_FAILED` for a name that stands twice. The message tells
 * no name: what is taken for a header may be a record.
 */
export function namesOf(cells: readonly string[], delimiter: string, place: string): string[] {
  const names = cells.map((cell, index) => cell || `column ${index + 1}`);
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (first === index) continue;
    throw sourceFailed(
      `${place}: columns ${first + 1} and ${index + 1} of the header have the same name; correct ` +
        'the header, or give `names` and `header: true`',
    );
  }
  const [only = ''] = names;
  const other = Object.keys(COMMON_DELIMITERS).find(
    (mark) => mark !== delimiter && only.includes(mark),
  );
  if (names.length === 1 && other !== undefined) {
    throw sourceFailed(
      `${place}: the header is one column that holds ${COMMON_DELIMITERS[other]}; ` +
        'say which `delimiter` the file has, or give `names` and `header: true`',
    );
  }
  return names;
}

/** Throws `SOURCE_FAILED` if a file has other columns than the one before; their order is free. */
export function checkSame(names: readonly string[], before: Header, place: string): void {
  const known = new Set(before.names);
  const added = names.filter((name) => !known.delete(name)).length;
  if (added === 0 && known.size === 0) return;
  throw sourceFailed(
    `${place}: of the columns of ${before.fileName}, the header lacks ${known.size}, and it has ` +
      `${added} others; give the files the same columns, or read them apart`,
  );
}

/** Throws `SOURCE_FAILED` if a header, for which `names` stand, is another than the one before. */
export function checkEqual(cells: readonly string[], before: Header, place: string): void {
  const isEqual =
    cells.length === before.names.length && cells.every((cell, at) => cell === before.names[at]);
  if (isEqual) return;
  throw sourceFailed(
    `${place}: the header is not that of ${before.fileName}, and \`names\` stand for both; give the ` +
      'files the same header, or read them apart',
  );
}
