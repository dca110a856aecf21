import type { TargetFailure } from '../contract/target-failure.ts';

/** The longest quota period that a run waits for; a named wait beyond that is not honoured. */
export const NAMED_MAX_MS = 3_600_000;

/** The wait that an answer asks for. `RateLimit-Reset` is on every answer, but counts only on a 429. */
export function waitMsOf({
  status,
  retryAfterMs,
  rateLimitResetMs,
}: TargetFailure): number | undefined {
  return retryAfterMs ?? (status === 429 ? rateLimitResetMs : undefined);
}
