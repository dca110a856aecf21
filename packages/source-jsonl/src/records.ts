import { isUtf8 } from 'node:buffer';
import { ExactNumber, parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { DEPTH_MAX, isTooDeep } from './depth.ts';
import type { Span } from './lines.ts';

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const BLANK = /^[ \t\r]*$/;
/** How those messages of `JSON.parse` end that report a position. */
const ERROR_POSITION = / at position (\d+)(?: \(line \d+ column \d+\))?$/;

/** The records of some lines, and for each record its line and the 1-based number of that line. */
export interface NumberedRecords {
  readonly records: (SourceRecord | Unreadable)[];
  readonly lineNumbers: number[];
  /** `undefined` for a line that cannot be decoded. */
  readonly lines: (string | undefined)[];
}

/** Reads each line of `span` that is not blank. A bad line becomes an {@link Unreadable}. */
export function readRecords(span: Span, maxLineBytes: number): NumberedRecords {
  if (span.isTooLong) {
    const message = `the line is longer than ${maxLineBytes} bytes (maxLineBytes)`;
    return {
      records: [new Unreadable('LINE_TOO_LONG', message)],
      lineNumbers: [span.firstNumber],
      lines: [undefined],
    };
  }
  const records: (SourceRecord | Unreadable)[] = [];
  const lineNumbers: number[] = [];
  const lines: (string | undefined)[] = [];
  let lineNumber = span.firstNumber - 1;
  for (const text of decodeLines(span.bytes)) {
    lineNumber += 1;
    if (text !== undefined && isBlank(text)) continue;
    records.push(readRecord(text));
    lineNumbers.push(lineNumber);
    lines.push(text);
  }
  return { records, lineNumbers, lines };
}

function isBlank(text: string): boolean {
  return text === '' || (text.charCodeAt(0) <= SPACE && BLANK.test(text));
}

/** The text of each line; `undefined` if it is not UTF-8. */
function decodeLines(bytes: Buffer): readonly (string | undefined)[] {
  if (isUtf8(bytes)) return bytes.toString().split('\n');
  const lines: (string | undefined)[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    const line = bytes.subarray(start, end);
    lines.push(isUtf8(line) ? line.toString() : undefined);
    start = end + 1;
  }
  return lines;
}

function readRecord(text: string | undefined): SourceRecord | Unreadable {
  if (text === undefined) {
    return new Unreadable('LINE_NOT_UTF8', 'the line is not valid UTF-8; convert it to UTF-8');
  }
  if (isTooDeep(text)) {
    const message = `the line is nested deeper than ${DEPTH_MAX} objects and arrays`;
    return new Unreadable('LINE_TOO_DEEP', message);
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    return new Unreadable('LINE_NOT_JSON', `the line is not JSON${whereOf(error)}`);
  }
  if (isRecord(value)) return value;
  const message = `the line is JSON, but ${kindOf(value)} instead of an object`;
  return new Unreadable('LINE_NOT_OBJECT', message);
}

/** Passes on only the position: the message of `JSON.parse` may quote the text. */
function whereOf(error: unknown): string {
  if (!(error instanceof SyntaxError)) return ' that can be read: too long or too deep';
  if (error.message === 'Unexpected end of JSON input') return ': it ends too early';
  const position = ERROR_POSITION.exec(error.message)?.[1];
  return position === undefined ? '' : ` at character ${Number(position) + 1}`;
}

function isRecord(value: unknown): value is SourceRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string' || typeof value === 'boolean') return `a ${typeof value}`;
  return 'a number';
}
