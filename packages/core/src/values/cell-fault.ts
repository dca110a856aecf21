import type { RejectionCode } from '../contract/rejection.ts';

/** Why a value has no cell. */
export interface CellFault {
  readonly code: RejectionCode;
  readonly message: string;
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
