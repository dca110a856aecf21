import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { DEPTH_MAX, isTooDeep } from '@rowferry/core/internal';
import { isRecord, kindOf } from '@rowferry/json';

/** How those messages of `JSON.parse` end that report a position. */
const ERROR_POSITION = / at position (\d+)(?: \(line \d+ column \d+\))?$/;

/** The record in the text of a line. */
export function readRecord(text: string): SourceRecord | Unreadable {
  if (isTooDeep(text)) {
    const message = `the line is nested deeper than ${DEPTH_MAX} objects and arrays`;
    return new Unreadable('LINE_TOO_DEEP', message, withoutReturn(text));
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    const message = `the line is not JSON${whereOf(error)}`;
    return new Unreadable('LINE_NOT_JSON', message, withoutReturn(text));
  }
  if (isRecord(value)) return value;
  const message = `the line is JSON, but ${kindOf(value)} instead of an object`;
  return new Unreadable('LINE_NOT_OBJECT', message, withoutReturn(text));
}

/** The rejection of a line whose bytes are not UTF-8. */
export function notUtf8(line: Buffer): Unreadable {
  const message = 'the line is not valid UTF-8; convert it to UTF-8';
  return new Unreadable('LINE_NOT_UTF8', message, withoutReturn(line.toString()));
}

/** The rejection of a line of which this is the beginning. */
export function tooLong(beginning: Buffer, maxLineBytes: number): Unreadable {
  const message = `the line is longer than ${maxLineBytes} bytes (maxLineBytes)`;
  return new Unreadable(
    'LINE_TOO_LONG',
    message,
    beginning.toString().replace(/^\ufeff|\r?\n$/g, ''),
  );
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

/** Passes on only the position: the message of `JSON.parse` may quote the text. */
function whereOf(error: unknown): string {
  if (!(error instanceof SyntaxError)) return ' that can be read: too long or too deep';
  if (error.message === 'Unexpected end of JSON input') return ': it ends too early';
  const position = ERROR_POSITION.exec(error.message)?.[1];
  return position === undefined ? '' : ` at character ${Number(position) + 1}`;
}
