/** A tenant's only source of time and random numbers; replace it to run with a fake clock. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `run` once, `ms` milliseconds from now. The returned function cancels it. */
  schedule(ms: number, run: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

/** The real clock, real timers and `Math.random`. */
export function realWorld(): World {
  return {
    now: () => Date.now(),
    schedule(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  };
}
