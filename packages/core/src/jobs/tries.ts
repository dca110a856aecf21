import type { RowferryError } from '../contract/errors.ts';
import type { RequestOptions } from '../contract/target.ts';
import type { TargetError } from '../contract/target-error.ts';

export type Request<T> = (options: RequestOptions) => Promise<T>;

/** What differs from the defaults for the tries of one request. */
export interface Tries<T> {
  /** Whether sending the request twice does no harm. Default: true. */
  readonly isSafe?: boolean;
  /** How many tries may fail to reach the target. Default: as many as there is time for. */
  readonly unsentMax?: number;
  /** Ends the waits between tries, but not the request. Default: the signal of the requests. */
  readonly waits?: AbortSignal;
  /** Is called for each failure, before the policy decides. */
  readonly onFailure?: (error: TargetError) => Promise<AfterFailure<T>>;
  /** Turns the error that ends the tries into the error to reject with. */
  readonly onEnd?: (error: TargetError | RowferryError) => Promise<Error>;
}

/** What follows a failure: a result, a fresh start after a wait, or (`undefined`) what the policy decides. */
export type AfterFailure<T> = { readonly result: T } | { readonly restartInMs: number } | undefined;
