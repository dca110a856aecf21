import type { TargetFailure } from '../contract/target-error.ts';
import { isTemporaryCode } from './failures.ts';

const BASE_MS = 500;
const CAP_MS = 30_000;
const FULL_BASE_MS = 1_000;
/** The longest wait before a full tenant is asked again. */
export const FULL_CAP_MS = 60_000;

/** The longest quota period that a run waits for; a named wait beyond that is not honoured. */
export const NAMED_MAX_MS = 3_600_000;

/** The facts that decide whether and when a request is tried again. */
export interface AttemptFacts {
  readonly failure: TargetFailure;
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** Whether the previous attempt was answered with 401. */
  readonly wasUnauthorized: boolean;
  /** Whether sending the request twice does no harm. */
  readonly isSafe: boolean;
  /** From 0 up to, but not including, 1. */
  readonly chance: number;
}

/** Milliseconds to wait before the request is sent again; `undefined`: it is not sent again. */
export function nextAttemptMs(facts: AttemptFacts): number | undefined {
  const { failure, attempts, isSafe } = facts;
  const { answer, status } = failure;
  const backoffMs = facts.chance * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
  if (status === 401 && answer === 'refused') return facts.wasUnauthorized ? undefined : 0;
  if (status === 429) return Math.max(backoffMs, waitMsOf(failure) ?? 0);
  if (answer === 'unsent') return backoffMs;
  const isTemporary = answer === 'lost' || status === 408 || isTemporaryCode(failure.apiCode);
  if (!isTemporary || (answer === 'lost' && !isSafe)) return undefined;
  return failure.retryAfterMs ?? backoffMs;
}

/**
 * Milliseconds to wait for a slot in a full tenant: 1 s doubling to 60 s. `chance` spreads the later
 * half of the wait, so that two programs do not try at the same times. If the answer names a longer
 * wait, that one is used, up to an hour.
 */
export function fullDelayMs(failure: TargetFailure, attempts: number, chance: number): number {
  const waitMs = Math.min(FULL_CAP_MS, FULL_BASE_MS * 2 ** Math.min(attempts - 1, 6));
  const saidMs = Math.min(NAMED_MAX_MS, waitMsOf(failure) ?? 0);
  return Math.max(waitMs * (0.5 + chance / 2), saidMs);
}

/** The wait that an answer asks for. `RateLimit-Reset` is on every answer, but counts only on a 429. */
export function waitMsOf({
  status,
  retryAfterMs,
  rateLimitResetMs,
}: TargetFailure): number | undefined {
  return retryAfterMs ?? (status === 429 ? rateLimitResetMs : undefined);
}
