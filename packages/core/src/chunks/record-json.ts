import { isRecord } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

/** The record's JSON as it was read, or why there is none. */
export function recordJson(record: unknown, written?: string): string | Refusal {
  if (!isRecord(record)) return NOT_OBJECT;
  if (written !== undefined && !written.includes('\n')) return written;
  try {
    return stringifyExact(record) ?? NOT_JSON;
  } catch (error) {
    if (error instanceof TypeError) return NOT_JSON;
    throw error;
  }
}

export const NOT_OBJECT: Refusal = {
  code: 'RECORD_NOT_OBJECT',
  message: 'expected a record, but the value is not an object',
};

const NOT_JSON: Refusal = {
  code: 'RECORD_NOT_JSON',
  message: 'the record cannot be written as JSON',
};
