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
