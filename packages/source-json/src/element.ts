import { isUtf8 } from 'node:buffer';
import { parseExact, type SourceRecord, Unreadable } from '@rowferry/core';
import { DEPTH_MAX, isTooDeep } from '@rowferry/core/internal';
import { Beginning, isRecord, isStructured, notObject, onOneLine, tooLarge } from '@rowferry/json';

/** An element of the array. */
export interface Element {
  readonly record: SourceRecord | Unreadable;
  /** The JSON that a record was read from, on one line. */
  readonly json?: string;
}

/**
 * Reads an element. Returns `undefined` if its brackets, commas, colons or quotes are
 * not those of JSON: then it is not certain where it ends.
 */
export function readElement(bytes: Buffer | Beginning, maxBytes: number): Element | undefined {
  if (bytes instanceof Beginning) return { record: tooLarge(bytes, maxBytes) };
  const text = bytes.toString().trimEnd();
  const record = isUtf8(bytes) ? readText(text) : notUtf8(text);
  if (!(record instanceof Unreadable)) return { record, json: onOneLine(text) };
  return isStructured(bytes.toString('latin1')) ? { record } : undefined;
}

function readText(text: string): SourceRecord | Unreadable {
  if (isTooDeep(text)) {
    const message = `the record is nested deeper than ${DEPTH_MAX} objects and arrays`;
    return new Unreadable('RECORD_TOO_DEEP', message, text);
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    // The message of the parser quotes the record.
    return notJson(text);
  }
  return isRecord(value) ? value : notObject(value, text);
}

function notUtf8(raw: string): Unreadable {
  const message = 'the record is not valid UTF-8; convert it to UTF-8';
  return new Unreadable('RECORD_NOT_UTF8', message, raw);
}

function notJson(raw: string): Unreadable {
  const message =
    'the record is not JSON: it has a word such as NaN, a wrong number, or a string with a character that must be escaped';
  return new Unreadable('RECORD_NOT_JSON', message, raw);
}
