import { brand } from './brand.ts';
import { RowferryError } from './errors.ts';

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
    return categoryOf(this.failure.apiCode);
  }
}

brand(TargetError, 'TargetError');

/** The kind of error that a code of Zuora's stands for: its last two digits. */
export function categoryOf(apiCode: number | string | undefined): number | undefined {
  const code = Number(apiCode);
  return apiCode === undefined || !Number.isInteger(code) ? undefined : code % 100;
}

/** Whether the target refused the request itself. A refused login (401) says nothing about the request. */
export function isRefusal(error: unknown): error is TargetError {
  if (!(error instanceof TargetError)) return false;
  const { answer, status } = error.failure;
  return answer === 'refused' && status !== 401;
}

/** For a request of which a refusal is an answer: resolves to `undefined` then, and rethrows all else. */
export function undefinedIfRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

/** Whether the login lacks the permission (403). */
export function isForbidden(error: unknown): error is TargetError {
  return error instanceof TargetError && error.failure.status === 403;
}

/** Whether the target answered that what was asked for does not exist (404). */
export function isMissing(error: unknown): error is TargetError {
  return error instanceof TargetError && error.failure.status === 404;
}

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
