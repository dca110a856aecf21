const GAP_MIN_MS = 260;
const GAP_MAX_MS = 120_000;
const BURST_GAP_MIN_MS = 50;
/** List calls that may be saved up. */
const SAVED_MAX = 4;

/** A job that runs: its age, and how long such jobs usually take, as far as that is known. */
interface RunningJob {
  readonly ageMs: number;
  readonly usualMs: number | undefined;
}

/** Decides when jobs are looked at. */
export interface PollPlan {
  /** Milliseconds until the next list call. `spread`: that of `JobTimes`. */
  delayMs(jobs: readonly RunningJob[], spread: number): number;
  /** Is called at each list call. */
  looked(): void;
}

/**
 * Nobody looks for a job before it is likely to have ended. From then on a 24th of its time passes between two looks,
 * which costs its slot half of that, 2 % of its time. Short jobs lose more, long ones less. Looks that no job
 * needed are saved up: the more exactly times are known, the closer they follow each other when jobs end.
 */
export function pollPlan(elapsed: () => number): PollPlan {
  let saved = 1;
  let lastAt = elapsed();

  return {
    delayMs(jobs, spread) {
      const gaps = jobs.map(({ ageMs, usualMs = 0 }) => gapMs(Math.max(ageMs, usualMs)));
      const delays = jobs.map(({ ageMs, usualMs = 0 }, index) => {
        const burstMs = Math.max(BURST_GAP_MIN_MS, (gaps[index] ?? 0) * Math.min(1, 4 * spread));
        return Math.max(burstMs, usualMs * earliestShare(spread) - ageMs);
      });
      const leastGapMs = Math.min(...gaps);
      saved = Math.min(SAVED_MAX, saved + (elapsed() - lastAt) / leastGapMs);
      lastAt = elapsed();
      return Math.max((1 - saved) * leastGapMs, Math.min(...delays));
    },
    looked() {
      saved -= 1;
    },
  };
}

/** The part of its usual time that a job takes at least, in all likelihood. */
function earliestShare(spread: number): number {
  return Math.min(0.95, Math.max(0.5, 1 - 3 * spread));
}

/** The time between two looks at a job that takes so long: an eighth of it, up to 0.55 s, and so on. */
function gapMs(tookMs: number): number {
  const shareMs = Math.max(
    Math.min(tookMs / 8, 550),
    Math.min(tookMs / 24, 10_000),
    Math.min(tookMs / 30, GAP_MAX_MS),
  );
  return Math.max(GAP_MIN_MS, shareMs);
}
