import type { RejectionCode } from '../contract/rejection.ts';

/** Why a value has no cell. */
export interface CellFault {
  readonly code: RejectionCode;
  readonly message: string;
  /** Whether JSON leaves the value out, as it does with a function. */
  readonly isLeftOut?: true;
}

export const NOT_SCALAR: CellFault = {
  code: 'VALUE_NOT_SCALAR',
  message:
    'the value is an object or an array; use a path to one of its fields, or set `format: json`',
};

export const NOT_FINITE: CellFault = {
  code: 'NUMBER_NOT_FINITE',
  message: 'the number is NaN or infinite',
};

export const NOT_JSON: CellFault = {
  code: 'RECORD_NOT_JSON',
  message: 'the value cannot be written as JSON',
};

export const DATE_INVALID: CellFault = { code: 'DATE_INVALID', message: 'the date is invalid' };

/** The column needs a field that the record does not have; see `Missing`. */
export const FIELD_MISSING: CellFault = {
  code: 'FIELD_MISSING',
  message:
    'the record does not have the field; give it a value or null, or set `optional: true` if a missing field means null',
};

/** A path runs into something that has no fields. */
export function notObject(at: readonly string[], kind: string, name: string): CellFault {
  const where = at.join('.');
  const message = `\`${where}\` is ${kind} and has no field \`${name}\``;
  const advice = kind === 'a text' ? '; set `json: true` if the text is JSON' : '';
  return { code: 'VALUE_NOT_OBJECT', message: `${message}${advice}` };
}

/** A text on a path is to be read as JSON, and cannot. */
export function notJsonText(at: readonly string[], why: string): CellFault {
  return { code: 'TEXT_NOT_JSON', message: `\`${at.join('.')}\` ${why}` };
}
