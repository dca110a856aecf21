import type { RejectionCode } from '../contract/rejection.ts';
import { stringifyExact } from './stringify-exact.ts';

/** Why a value has no cell. */
export interface CellFault {
  readonly code: RejectionCode;
  readonly message: string;
  /** Whether JSON leaves the value out, as it does with a function, or writes an object in its place. */
  readonly isLeftOut?: true;
}

export const NOT_SCALAR: CellFault = {
  code: 'VALUE_NOT_SCALAR',
  message:
    'the value is an object or an array; use a path to one of its fields, or set `format: json`',
};

/** A value that is no scalar, and whose content is in no field. */
export function withoutCell(value: unknown, kind: string): CellFault {
  const message = `the value is ${kind}, which no cell can contain; convert it in a transform`;
  return { code: 'VALUE_NOT_SCALAR', message, ...leftOut(value) };
}

/** In the JSON of the record, a retry would take the value for an object without this field, or for none. */
function leftOut(value: unknown): Pick<CellFault, 'isLeftOut'> {
  const text = stringifyExact(value);
  return text === undefined || text.startsWith('{') ? { isLeftOut: true } : {};
}

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

/** JSON would leave it out, or write it as `{}` or `null`. */
export function lostAsJson(kind: string): CellFault {
  const message = `the value is or contains ${kind}, which JSON cannot express; convert it in a transform`;
  return { code: 'RECORD_NOT_JSON', message, isLeftOut: true };
}

/** A path runs into something that has no fields. */
export function notObject(
  value: unknown,
  at: readonly string[],
  kind: string,
  name: string,
): CellFault {
  const where = at.join('.');
  const message = `\`${where}\` is ${kind} and has no field \`${name}\``;
  const advice = kind === 'a text' ? '; set `json: true` if the text is JSON' : '';
  return { code: 'VALUE_NOT_OBJECT', message: `${message}${advice}`, ...leftOut(value) };
}

/** A text on a path is to be read as JSON, and cannot. */
export function notJsonText(at: readonly string[], why: string): CellFault {
  return { code: 'TEXT_NOT_JSON', message: `\`${at.join('.')}\` ${why}` };
}
