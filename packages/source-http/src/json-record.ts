import { parseExact } from '@rowferry/core';
import { Beginning, isRecord, notObject, onOneLine, tooLarge } from '@rowferry/json';
import { textOf } from './json-text.ts';
import type { ReadRecord } from './page-record.ts';

/** The record in these bytes, or its rejection if there are too many. */
export function readRecord(bytes: Buffer | Beginning, maxBytes: number): ReadRecord {
  if (bytes instanceof Beginning) return { record: tooLarge(bytes, maxBytes) };
  const text = textOf(bytes);
  const value = parseExact(text);
  if (!isRecord(value)) return { record: notObject(value, text.trim()) };
  return { record: value, json: onOneLine(text) };
}
