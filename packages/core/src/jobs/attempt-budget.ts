import { RowferryError } from '../contract/errors.ts';
import type { TargetError, TargetFailure } from '../contract/target-error.ts';
import { NAMED_MAX_MS } from './backoff.ts';

/** A wrong host is reported within seconds: no work has started that would be worth waiting for. */
export const FIRST_UNSENT_MAX = 3;

/** How often, and until when, a request may be tried. */
export interface AttemptBudget {
  /**
   * Whether one more attempt, after `delayMs`, is within the budget. A rate limit and a connection that was
   * not made cost no attempt, only time. A rate limit that names a wait costs no time either, up to an hour
   * per request.
   */
  allows(failure: TargetFailure, delayMs: number): boolean;
}

export function attemptBudget(
  now: () => number,
  attemptsMax: number,
  deadlineSeconds: number,
  unsentMax: number = Number.POSITIVE_INFINITY,
): AttemptBudget {
  let deadline = now() + deadlineSeconds * 1000;
  let namedMs = 0;
  let spent = 0;
  let unsent = 0;
  return {
    allows(failure, delayMs) {
      if (failure.answer === 'unsent') unsent++;
      else if (failure.meaning !== 'rate') spent++;
      else if (failure.waitMs !== undefined && namedMs + delayMs <= NAMED_MAX_MS) {
        namedMs += delayMs;
        deadline += delayMs;
      }
      return spent < attemptsMax && unsent < unsentMax && now() + delayMs <= deadline;
    },
  };
}

/** The error for a budget that is used up; names the last failure. */
export function exhausted(name: string, attempts: number, error: TargetError): RowferryError {
  const message = `${name} did not succeed in ${attempts} attempts; the last error: ${error.message}`;
  return new RowferryError('RETRIES_EXHAUSTED', message, { cause: error });
}
