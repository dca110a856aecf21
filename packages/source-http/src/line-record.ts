import { isUtf8 } from 'node:buffer';
import { parseExact, Unreadable } from '@rowferry/core';
import { Beginning, isRecord, kindOf } from '@rowferry/json';
import type { ReadRecord } from './page-record.ts';

const BLANK = /^[ \t\r]*$/;

/** The record in a line, or its rejection; `undefined` if the line is blank. */
export function readLine(bytes: Buffer | Beginning, maxBytes: number): ReadRecord | undefined {
  if (bytes instanceof Beginning) {
    const message = `the line is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('LINE_TOO_LONG', message, bytes.bytes.toString()) };
  }
  if (!isUtf8(bytes)) {
    return { record: new Unreadable('LINE_NOT_UTF8', 'the line is not valid UTF-8', rawOf(bytes)) };
  }
  const text = bytes.toString();
  if (BLANK.test(text)) return undefined;
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    // The message of the parser quotes the line.
    return { record: new Unreadable('LINE_NOT_JSON', 'the line is not JSON', rawOf(bytes)) };
  }
  if (isRecord(value)) return { record: value, json: text.trim() };
  const message = `the line is JSON, but ${kindOf(value)} instead of an object`;
  return { record: new Unreadable('LINE_NOT_OBJECT', message, rawOf(bytes)) };
}

/** The text of a line that is not a record. */
function rawOf(bytes: Buffer): string {
  return bytes.toString().replace(/\r$/, '');
}
