import { isUtf8 } from 'node:buffer';
import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { DEPTH_MAX, isTooDeep } from '@rowferry/core/internal';
import { isRecord, isStructured, kindOf } from '@rowferry/json';

/** An element of the array. */
export interface Element {
  readonly record: SourceRecord | Unreadable;
  /** The JSON that a record was read from, on one line. */
  readonly json?: string;
}

/**
 * Reads an element; without bytes, it was too long. Returns `undefined` if its brackets, commas, colons or quotes are
 * not those of JSON: then it is not certain where it ends.
 */
export function readElement(bytes: Buffer | undefined, maxBytes: number): Element | undefined {
  if (bytes === undefined) {
    const message = `the record is longer than ${maxBytes} bytes (maxRecordBytes)`;
    return { record: new Unreadable('RECORD_TOO_LARGE', message) };
  }
  const record = isUtf8(bytes) ? readText(bytes.toString()) : NOT_UTF8;
  if (!(record instanceof Unreadable)) {
    // A string or number in JSON never contains a line break.
    return { record, json: bytes.toString().replace(/[\r\n][ \t\r\n]*/g, '') };
  }
  return isStructured(bytes.toString('latin1')) ? { record } : undefined;
}

function readText(text: string): SourceRecord | Unreadable {
  if (isTooDeep(text)) {
    const message = `the record is nested deeper than ${DEPTH_MAX} objects and arrays`;
    return new Unreadable('RECORD_TOO_DEEP', message);
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    // The message of the parser quotes the record.
    return NOT_JSON;
  }
  if (isRecord(value)) return value;
  const message = `the record is ${kindOf(value)} instead of an object`;
  return new Unreadable('RECORD_NOT_OBJECT', message);
}

const NOT_UTF8 = new Unreadable(
  'RECORD_NOT_UTF8',
  'the record is not valid UTF-8; convert it to UTF-8',
);
const NOT_JSON = new Unreadable(
  'RECORD_NOT_JSON',
  'the record is not JSON: it has a word such as NaN, a wrong number, or a string with a character that must be escaped',
);
