import type { Clock } from './page-attempts.ts';

/** Returns a function that waits until the next request may be sent. */
export function rateLimit(
  requestsPerSecond: number,
  clock: Clock,
): (signal: AbortSignal) => Promise<void> {
  const gapMs = 1000 / requestsPerSecond;
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const waitMs = nextAt - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    nextAt = clock.now() + gapMs;
  };
}
