import { brand } from './brand.ts';
import type { Summary } from './summary.ts';

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
  | 'TENANT_CHANGED'
  | 'UPLOAD_REFUSED';

/** What an error is about, beside its cause. */
export interface RowferryErrorOptions extends ErrorOptions {
  /** The jobs that a person has to look at. */
  readonly jobs?: readonly string[];
}

/** A run, or a part of it, cannot continue. Match on `code`: messages are for people and may change. */
export class RowferryError extends Error {
  override readonly name: string = 'RowferryError';
  readonly code: ErrorCode;
  /** The jobs that a person has to look at before the run can go on; mostly none. */
  readonly jobs: readonly string[];

  constructor(code: ErrorCode, message: string, options?: RowferryErrorOptions) {
    super(message, options);
    this.code = code;
    this.jobs = options?.jobs ?? [];
  }
}

brand(RowferryError, 'RowferryError');

/** A run stopped before its end. `summary` is what it did until then. It can be resumed. */
export class RunStopped extends RowferryError {
  override readonly name = 'RunStopped';
  readonly summary: Summary;
  /** Further errors while the run stopped: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];

  /** Has the code and message of the error that stopped the run, which is its `cause`. */
  constructor(cause: RowferryError, summary: Summary, later: readonly RowferryError[] = []) {
    super(cause.code, cause.message, { cause, jobs: cause.jobs });
    this.summary = summary;
    this.later = later;
  }
}

brand(RunStopped, 'RunStopped');
