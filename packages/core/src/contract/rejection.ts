import { brand } from './brand.ts';

/** Codes of local rejections; each has a heading in `docs/errors.md`. */
export type RejectionCode =
  | 'DATE_INVALID'
  | 'FIELD_MISSING'
  | 'NUMBER_NOT_FINITE'
  | 'NUMBER_TOO_LONG'
  | 'RECORD_NOT_JSON'
  | 'RECORD_NOT_OBJECT'
  | 'ROW_TOO_LARGE'
  | 'TEXT_NOT_JSON'
  | 'TEXT_NOT_UNICODE'
  | 'TRANSFORM_FAILED'
  | 'VALUE_NOT_OBJECT'
  | 'VALUE_NOT_SCALAR';

/** Thrown by a transform to reject one record with its own code and column. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: string;
  readonly column?: string;

  constructor(code: string, message: string, column?: string) {
    super(message);
    this.code = code;
    if (column !== undefined) this.column = column;
  }
}

brand(Rejection, 'Rejection');
