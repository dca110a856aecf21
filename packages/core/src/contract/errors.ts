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

/** The outcome of a request that did not succeed. */
export type Answer =
  /** No connection was made: the target does not know of the request. */
  | 'unsent'
  /** Sent, but no answer that can be trusted arrived: the target may have acted on the request. */
  | 'lost'
  /** The target answered that it refuses the request. */
  | 'refused';

/** The facts of a request that did not succeed. Core uses them to decide what to do. */
export interface TargetFailure {
  readonly answer: Answer;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** The target's own error code. Zuora's have 8 digits; some endpoints answer with 2 digits or a word. */
  readonly apiCode?: number | string;
  /** The target's own error message. */
  readonly apiMessage?: string;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number;
  /** From `RateLimit-Reset`, in milliseconds. Every answer has it, but it matters only on a 429. */
  readonly rateLimitResetMs?: number;
  readonly requestId?: string;
  readonly trackId?: string;
}

/** A request to the target that did not succeed. Targets throw it; only core decides whether to try again. */
export class TargetError extends RowferryError {
  override readonly name = 'TargetError';
  readonly failure: TargetFailure;

  constructor(message: string, failure: TargetFailure, options?: ErrorOptions) {
    super('TARGET_FAILED', message, options);
    this.failure = failure;
  }

  /** The last two digits of Zuora's code, which are the kind of error. */
  get category(): number | undefined {
    const { apiCode } = this.failure;
    const code = Number(apiCode);
    return apiCode === undefined || !Number.isInteger(code) ? undefined : code % 100;
  }
}

brand(TargetError, 'TargetError');

/** Whether the target refused the request itself. A refused login (401) says nothing about the request. */
export function isRefusal(error: unknown): error is TargetError {
  if (!(error instanceof TargetError)) return false;
  const { answer, status } = error.failure;
  return answer === 'refused' && status !== 401;
}

/** Whether the target answered that what was asked for does not exist (404). */
export function isMissing(error: unknown): error is TargetError {
  return error instanceof TargetError && error.failure.status === 404;
}

/** A run stopped before its end. `summary` is what it did until then. It can be resumed. */
export class RunStopped extends RowferryError {
  override readonly name = 'RunStopped';
  readonly summary: Summary;
  /** Further errors while the run stopped: ten at most, without duplicates. */
  readonly later: readonly RowferryError[];

  /** Has the code and message of the error that stopped the run, which is its `cause`. */
  constructor(cause: RowferryError, summary: Summary, later: readonly RowferryError[] = []) {
    super(cause.code, cause.message, { cause });
    this.summary = summary;
    this.later = later;
  }
}

brand(RunStopped, 'RunStopped');
