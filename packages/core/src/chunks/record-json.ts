import { textOf } from '../contract/errors.ts';
import { isRecord, Unreadable } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import { lostInJson } from '../values/cell.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

/** The JSON of a record. */
export interface RecordJson {
  readonly text: string;
  /** Whether it has `null` in place of a NaN, an infinity or an invalid date, or `{}` in place of a map or the like. */
  readonly isLossy: boolean;
}

/** The record's JSON as it was read, or why there is none. Reading a record may run code of the caller. */
export function recordJson(record: unknown, written?: string): RecordJson | Refusal {
  try {
    if (record instanceof Unreadable) return record.rejected;
    if (!isRecord(record)) return NOT_OBJECT;
    if (written !== undefined && !written.includes('\n')) return { text: written, isLossy: false };
    const text = stringifyExact(record);
    if (text === undefined) return NOT_JSON;
    if (!text.startsWith('{')) return NOT_OBJECT;
    return { text, isLossy: MAY_BE_LOSSY.test(text) && lostInJson(record) !== undefined };
  } catch (error) {
    return { ...NOT_JSON, message: `${NOT_JSON.message}: ${textOf(error)}` };
  }
}

const MAY_BE_LOSSY = /null|\{\}/;

export const NOT_OBJECT: Refusal = {
  code: 'RECORD_NOT_OBJECT',
  message: 'expected a record, but the value is not an object with fields',
};

const NOT_JSON: Refusal = {
  code: 'RECORD_NOT_JSON',
  message: 'the record cannot be written as JSON',
};
