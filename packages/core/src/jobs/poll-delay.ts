const POLL_MIN_MS = 250;
const POLL_MAX_MS = 30_000;

/**
 * Milliseconds until the next list call. A job is listed when it is likely to have ended, and then less
 * and less often: each time after an eighth of its age.
 */
export function pollDelayMs(agesMs: readonly number[], typicalMs: number | undefined): number {
  const delays = agesMs.map((ageMs) =>
    typicalMs !== undefined && ageMs < typicalMs ? typicalMs - ageMs : ageMs / 8,
  );
  return Math.min(POLL_MAX_MS, Math.max(POLL_MIN_MS, Math.min(...delays)));
}
