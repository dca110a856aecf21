import { brand } from './brand.ts';

/** The closed set of codes of a {@link RowferryError}. Each has a heading in `docs/errors.md`. */
export type ErrorCode =
  | 'COLUMN_UNKNOWN'
  | 'COLUMN_REQUIRED'
  | 'COLUMN_FORBIDDEN'
  | 'CREATE_LOST'
  | 'CREATE_REFUSED'
  | 'DISK_FAILED'
  | 'FILE_LOST'
  | 'JOB_IDLE'
  | 'JOB_REFUSED'
  | 'JOURNAL_CORRUPT'
  | 'KEY_NOT_FILTERABLE'
  | 'MIGRATION_CHANGED'
  | 'OBJECT_UNKNOWN'
  | 'PLUGIN_FAILED'
  | 'RETRIES_EXHAUSTED'
  | 'RETRY_REFUSED'
  | 'RUN_EXISTS'
  | 'RUN_LOCKED'
  | 'RUN_UNKNOWN'
  | 'SOURCE_CHANGED'
  | 'SOURCE_FAILED'
  | 'TARGET_FAILED'
  | 'UPLOAD_REFUSED';

/** A run, or a part of it, cannot continue. Match on `code`: messages are for people and may change. */
export class RowferryError extends Error {
  override readonly name: string = 'RowferryError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

brand(RowferryError, 'RowferryError');
