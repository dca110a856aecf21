import { Unreadable } from '@rowferry/core';
import type { Beginning } from './bounded-buffer.ts';
import { kindOf } from './value.ts';

/** The rejection of a record that is longer than `maxBytes`. */
export function tooLarge(beginning: Beginning, maxBytes: number): Unreadable {
  const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
  return new Unreadable('RECORD_TOO_LARGE', message, beginning.bytes.toString());
}

/** The rejection of a value that is no object. */
export function notObject(value: unknown, text: string): Unreadable {
  const message = `the record is ${kindOf(value)} instead of an object`;
  return new Unreadable('RECORD_NOT_OBJECT', message, text);
}

/** The same JSON on one line. */
export function onOneLine(text: string): string {
  // A string or number in JSON never contains a line break.
  return text.replace(/[\r\n][ \t\r\n]*/g, '');
}
