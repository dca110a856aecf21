import { brand } from './brand.ts';
import type { Summary } from './summary.ts';

/** The closed set of codes that {@link RowferryError} carries; each has a heading in `docs/errors.md`. */
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

/** A run, or a part of it, that cannot go on. Match on `code`: messages are for people and may change. */
export class RowferryError extends Error {
  override readonly name: string = 'RowferryError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

brand(RowferryError, 'RowferryError');

/** What became of a request that did not succeed. */
export type Answer =
  /** The connection was never made: the target knows nothing of the request. */
  | 'unsent'
  /** Sent, and no answer that can be trusted came back: the target may have acted on it. */
  | 'lost'
  /** The target answered, and refused. */
  | 'refused';

/** The facts of a request that did not succeed; core decides from them what to do. */
export interface TargetFailure {
  readonly answer: Answer;
  /** The HTTP status, where an answer came at all. */
  readonly status?: number;
  /** The target's own error code; Zuora's are 8 digits, some endpoints answer 2 digits or a word. */
  readonly apiCode?: number | string;
  /** The target's own words. */
  readonly apiMessage?: string;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number;
  /** From `RateLimit-Reset`, in milliseconds; it is on every answer and matters only on a 429. */
  readonly rateLimitResetMs?: number;
  readonly requestId?: string;
  readonly trackId?: string;
}

/** A request to the target that did not succeed. Targets throw it; only core decides on a retry. */
export class TargetError extends RowferryError {
  override readonly name = 'TargetError';
  readonly failure: TargetFailure;

  constructor(message: string, failure: TargetFailure, options?: ErrorOptions) {
    super('TARGET_FAILED', message, options);
    this.failure = failure;
  }

  /** The last two digits of Zuora's code, which say what kind of error it is. */
  get category(): number | undefined {
    const { apiCode } = this.failure;
    const code = Number(apiCode);
    return apiCode === undefined || !Number.isInteger(code) ? undefined : code % 100;
  }
}

brand(TargetError, 'TargetError');

/** Whether the target refused what was asked for; a login that is refused says nothing of that. */
export function isRefusal(error: unknown): error is TargetError {
  if (!(error instanceof TargetError)) return false;
  const { answer, status } = error.failure;
  return answer === 'refused' && status !== 401;
}

/** Whether the target says that there is no such thing. */
export function isMissing(error: unknown): error is TargetError {
  return error instanceof TargetError && error.failure.status === 404;
}

/** A run that stopped before its end, with what it did until then; it can be resumed. */
export class RunStopped extends RowferryError {
  override readonly name = 'RunStopped';
  readonly summary: Summary;
  /** What else went wrong while the run stopped: ten at most, none twice. */
  readonly later: readonly RowferryError[];

  /** Takes code and message of what stopped the run, which is its `cause`. */
  constructor(cause: RowferryError, summary: Summary, later: readonly RowferryError[] = []) {
    super(cause.code, cause.message, { cause });
    this.summary = summary;
    this.later = later;
  }
}

brand(RunStopped, 'RunStopped');
