import { Unreadable } from '@rowferry/core';
import { sourceFailed } from '@rowferry/files';
import type { Dialect } from './dialect.ts';
import { type Encoding, isWide } from './encoding.ts';
import type { Row } from './row.ts';

/** A line end in UTF-16 that was read with the wrong byte order. */
const SWAPPED_LINE_END = /[\u0a00\u0d00]/;
const MARKS_ADVICE = 'set `lineEnd` and `encoding` to those of the file';

/** The header of one file. `names` are its cells or, if those name the columns, the column names. */
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
 * The cells of the header row. `place` is its file and line. Throws `SOURCE_FAILED` if the header cannot be read, or
 * seems to include records.
 */
export function cellsOf(row: Row, reading: Reading, place: string): readonly string[] {
  const { cells } = row;
  if (cells instanceof Unreadable) {
    const { code, message } = cells.rejected;
    throw sourceFailed(
      `${place}: the header cannot be read: ${message}${adviceOn(code, cells.raw)}`,
    );
  }
  const names = cells.map((cell) => cell ?? '');
  if (row.bytes.subarray(row.from, row.to).includes(0)) {
    throw sourceFailed(
      `${place}: the header contains a zero byte; set \`encoding\` to that of the file, or correct the file`,
    );
  }
  if (hasLineEnd(names, row.quoted, reading)) {
    throw sourceFailed(
      `${place}: the header contains a line end that is not quoted; ${MARKS_ADVICE}, ` +
        'or put the name in quotes',
    );
  }
  if (!row.hasLineEnd) {
    throw sourceFailed(
      `${place}: the file has only a header, without a line end; ${MARKS_ADVICE}, or, ` +
        'if it has no records, add a line end after the header',
    );
  }
  return names;
}

function adviceOn(code: unknown, raw = ''): string {
  if (code === 'RECORD_TOO_LONG') return `; ${MARKS_ADVICE}`;
  if (code !== 'QUOTE_MISPLACED') return '';
  return /^\s*[[{]/.test(raw)
    ? '; if the file is JSON, read it with `use: json` or `use: jsonl`'
    : '; correct it, or, if quotes are text in this file, set `quote: null`';
}

function hasLineEnd(
  names: readonly string[],
  quoted: readonly number[],
  { dialect, encoding }: Reading,
): boolean {
  // Backslashes may make a line end that is text.
  if (dialect.backslashes !== null) return false;
  return names.some(
    (name, index) =>
      !quoted.includes(index) &&
      (/[\r\n]/.test(name) || (isWide(encoding) && SWAPPED_LINE_END.test(name))),
  );
}

/** Throws `SOURCE_FAILED` if the first record is below the line that is the header. */
export function checkHeaderLine(
  found: number,
  expected: number | undefined,
  fileName: string,
): void {
  if (expected === undefined || found === expected) return;
  throw sourceFailed(
    `${fileName}:${expected}: the line that \`header.line\` names is blank; the next record is at line ${found}`,
  );
}

/** Throws `SOURCE_FAILED` if a file has other columns than the one before. Their order may differ. */
export function checkSame(names: readonly string[], before: Header, place: string): void {
  const known = new Set(before.names);
  const added = names.filter((name) => !known.delete(name)).length;
  if (added === 0 && known.size === 0) return;
  throw sourceFailed(
    `${place}: the header lacks ${known.size} of the columns of ${before.fileName} and has ` +
      `${added} others; give the files the same columns, or read them separately`,
  );
}

/** Throws `SOURCE_FAILED` if a header that `names` replace differs from the one before. */
export function checkEqual(cells: readonly string[], before: Header, place: string): void {
  const isEqual =
    cells.length === before.names.length && cells.every((cell, at) => cell === before.names[at]);
  if (isEqual) return;
  throw sourceFailed(
    `${place}: the header differs from that of ${before.fileName}, and \`names\` replace both; give the ` +
      'files the same header, or read them separately',
  );
}
