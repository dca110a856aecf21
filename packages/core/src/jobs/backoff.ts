import type { TargetFailure } from '../contract/target-error.ts';

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
  /** Whether the login was refused at the previous attempt, too. */
  readonly wasLoginRefused: boolean;
  /** Whether sending the request twice does no harm. */
  readonly isSafe: boolean;
  /** From 0 up to, but not including, 1. */
  readonly chance: number;
}

/** Milliseconds to wait before the request is sent again; `undefined`: it is not sent again. */
export function nextAttemptMs(facts: AttemptFacts): number | undefined {
  const { failure, attempts, isSafe } = facts;
  const { answer, meaning, waitMs } = failure;
  const backoffMs = facts.chance * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
  // The target gets itself a new login for the next attempt, if it can.
  if (answer === 'refused' && meaning === 'login') return facts.wasLoginRefused ? undefined : 0;
  if (answer === 'refused' && meaning === 'rate') return Math.max(backoffMs, waitMs ?? 0);
  if (answer === 'unsent') return Math.max(backoffMs, waitMs ?? 0);
  const isPassing = answer === 'lost' || meaning === 'passing';
  if (!isPassing || (answer === 'lost' && !isSafe)) return undefined;
  return waitMs ?? backoffMs;
}

/**
 * Milliseconds to wait for a slot in a full tenant: 1 s doubling to 60 s. `chance` spreads the later
 * half of the wait, so that two programs do not try at the same times. If the answer names a longer
 * wait, that one is used, up to an hour.
 */
export function fullDelayMs(
  { waitMs: named = 0 }: Pick<TargetFailure, 'waitMs'>,
  attempts: number,
  chance: number,
): number {
  const waitMs = Math.min(FULL_CAP_MS, FULL_BASE_MS * 2 ** Math.min(attempts - 1, 6));
  const namedMs = Math.min(NAMED_MAX_MS, named);
  return Math.max(waitMs * (0.5 + chance / 2), namedMs);
}
