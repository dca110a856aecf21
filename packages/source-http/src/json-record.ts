import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { Beginning, isRecord, kindOf } from '@rowferry/json';
import { textOf } from './json-text.ts';
import type { PageRecord } from './page-record.ts';

/** The record in these bytes, or its rejection if there are too many. */
export function readRecord(
  bytes: Buffer | Beginning,
  maxBytes: number,
): Omit<PageRecord, 'number'> {
  if (bytes instanceof Beginning) {
    const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('RECORD_TOO_LARGE', message, bytes.bytes.toString()) };
  }
  const text = textOf(bytes);
  const value = parseExact(text);
  if (!isRecord(value)) return { record: notObject(value, text) };
  // A string or number in JSON never contains a line break.
  return { record: value, json: text.replace(/[\r\n][ \t\r\n]*/g, '') };
}

function notObject(value: unknown, text: string): SourceRecord | Unreadable {
  const message = `the record is ${kindOf(value)} instead of an object`;
  return new Unreadable('RECORD_NOT_OBJECT', message, text.trim());
}
