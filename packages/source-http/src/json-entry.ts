import { stringifyExact, Unreadable } from '@rowferry/core';
import { Beginning, isRecord } from '@rowferry/json';
import { readRecord } from './json-record.ts';
import { textOf } from './json-text.ts';
import type { PageRecord, ReadRecord } from './page-record.ts';

const KEY = /^\s*("(?:[^"\\]|\\.)*")\s*:/;

/**
 * The record in an entry `"key": value` of an object. `keyed` may be the name of a field that the record gets in
 * addition: its key.
 */
export function readEntry(
  bytes: Buffer | Beginning,
  maxBytes: number,
  keyed: boolean | string | undefined,
): ReadRecord {
  if (bytes instanceof Beginning) return readRecord(bytes, maxBytes);
  const text = textOf(bytes);
  const [head, quoted] = KEY.exec(text) ?? [];
  if (head === undefined || quoted === undefined) throw new SyntaxError('an entry without a key');
  const key: string = JSON.parse(quoted);
  const found = readRecord(bytes.subarray(Buffer.byteLength(head)), maxBytes);
  if (typeof keyed !== 'string' || found.record instanceof Unreadable) return found;
  return withKey(found.record, found.json ?? '{}', keyed, key) ?? keyDiffers(text);
}

/**
 * The records in an object whose values all contain their key in the same field; `undefined` if it is another one. No
 * record looks like that.
 */
export function recordsWithKeys(object: PageRecord): readonly PageRecord[] | undefined {
  const entries = Object.entries(object.record instanceof Unreadable ? {} : object.record);
  const [first] = entries;
  if (first === undefined || (entries.length === 1 && !/\d/.test(first[0]))) return undefined;
  const field = Object.keys(Object(first[1])).find((name) =>
    entries.every(([key, value]) => isRecord(value) && textOfValue(value[name]) === key),
  );
  if (field === undefined) return undefined;
  return entries.flatMap(([, value], index) =>
    isRecord(value)
      ? [{ record: value, json: stringifyExact(value) ?? '{}', number: index + 1 }]
      : [],
  );
}

function textOfValue(value: unknown): string | undefined {
  return typeof value === 'string' ? value : stringifyExact(value);
}

function keyDiffers(raw: string): ReadRecord {
  const message = 'the record has another value than its key in the field that `keyed` names';
  return { record: new Unreadable('RECORD_KEY_DIFFERS', message, raw) };
}

/** `undefined` if the record has another value in the field. */
function withKey(
  record: Readonly<Record<string, unknown>>,
  json: string,
  field: string,
  key: string,
): ReadRecord | undefined {
  if (Object.hasOwn(record, field)) {
    return textOfValue(record[field]) === key ? { record, json } : undefined;
  }
  const rest = json.slice(json.indexOf('{') + 1).trimStart();
  const first = `{${JSON.stringify(field)}:${JSON.stringify(key)}`;
  return {
    record: Object.fromEntries([[field, key], ...Object.entries(record)]),
    json: rest.startsWith('}') ? `${first}${rest}` : `${first},${rest}`,
  };
}
