import { brand } from './brand.ts';
import { RowferryError } from './errors.ts';
import type { TargetFailure } from './target-failure.ts';

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
