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
}

brand(TargetError, 'TargetError');

/**
 * Whether the target refused the request itself. A login that is refused says nothing about the request.
 */
export function isRefusal(error: unknown): error is TargetError {
  if (!(error instanceof TargetError)) return false;
  const { answer, meaning } = error.failure;
  return answer === 'refused' && meaning !== 'login';
}

/** For a request of which a refusal is an answer: resolves to `undefined` then, and rethrows all else. */
export function undefinedIfRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

/** Whether the target would refuse the request at any other time, too. */
export function isLasting(error: unknown): error is TargetError {
  return isRefusal(error) && error.failure.meaning === 'lasting';
}

/** Whether the target answered that what was asked for does not exist. */
export function isMissing(error: unknown): error is TargetError {
  return isRefusal(error) && error.failure.meaning === 'missing';
}

/** The outcome of a request that did not succeed. */
export type Answer =
  /** No connection was made: the target does not know of the request. */
  | 'unsent'
  /** Sent, but no answer that can be trusted arrived: the target may have acted on the request. */
  | 'lost'
  /** The target answered that it refuses the request. */
  | 'refused';

/** What an answer means. Only the target knows its codes and words; core only knows these. */
export type Meaning =
  /** The tenant seems to have no free slot; only for `create`. A list of its jobs shows whether it is true. */
  | 'full'
  /** Too many requests: the same one may succeed later. */
  | 'rate'
  /** The login is refused, whatever was asked for. */
  | 'login'
  /** A temporary trouble of the target. */
  | 'passing'
  /** The file has too many bytes or rows; only for `upload`. */
  | 'too-large'
  /** What was asked for does not exist. */
  | 'missing'
  /** The same request would be refused at any time: a permission, an unknown object, a wrong header. */
  | 'lasting'
  /** Nothing that the target explains. */
  | 'other';

/** The facts of a request that did not succeed. Core decides by `answer`, `meaning` and `waitMs` alone. */
export interface TargetFailure {
  readonly answer: Answer;
  readonly meaning: Meaning;
  /** How long the target asks to wait before the next request, in milliseconds. */
  readonly waitMs?: number;
  /** The target's clock when it answered, in milliseconds since 1970. */
  readonly answeredAt?: number;
  /** The HTTP status, if there was an answer; for messages. */
  readonly status?: number;
  /** The target's own error code; for messages and result files. */
  readonly apiCode?: number | string;
  /** The target's own error message; for messages and result files. */
  readonly apiMessage?: string;
  readonly requestId?: string;
}
