import { textOf } from '../contract/errors.ts';
import type { Refusal } from '../contract/verdict.ts';
import { lostInJson } from '../values/cell.ts';
import { stringifyExact } from '../values/stringify-exact.ts';

/** The JSON of a record. */
export interface RecordJson {
  readonly text: string;
  /** Whether it has `null` in place of a NaN, an infinity or an invalid date, or `{}` in place of a map or the like. */
  readonly isLossy: boolean;
}

/** Writes the JSON of a record, or returns why there is none. Reading the record may run code of the caller. */
export function recordJson(record: object): RecordJson | Refusal {
  try {
    const text = stringifyExact(record);
    if (text === undefined) return NOT_JSON;
    if (!text.startsWith('{')) return NOT_OBJECT;
    return { text, isLossy: mayBeLossy(record, text) && lostInJson(record) !== undefined };
  } catch (error) {
    return { ...NOT_JSON, message: `${NOT_JSON.message}: ${textOf(error)}` };
  }
}

/** Most records have no value that JSON may write as another one, and need no closer look. */
function mayBeLossy(record: object, text: string): boolean {
  return Object.values(record).some(mayBecomeNull) && MAY_BE_LOSSY.test(text);
}

function mayBecomeNull(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null;
}

const MAY_BE_LOSSY = /null|\{\}/;

export const NOT_OBJECT: Refusal = {
  code: 'RECORD_NOT_OBJECT',
  message: 'expected a record, but the value is not an object with fields',
};

export const NOT_JSON: Refusal = {
  code: 'RECORD_NOT_JSON',
  message: 'the record cannot be written as JSON',
};
