/** One clock for the run, the wire and the tenant; it moves on only when told to. */
export interface VirtualClock {
  now(): number;
  /** Runs `run` once, `ms` from now; the answer calls it off. */
  schedule(ms: number, run: () => void): () => void;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Moves on to the next timer not later than `until` and runs it; false where there is none. */
  step(until?: number): boolean;
}

interface Timer {
  readonly at: number;
  run(): void;
}

// Not on a full second: dates on the wire have none but full ones.
const START = Date.UTC(2026, 0, 1) + 123;

export function virtualClock(): VirtualClock {
  const timers = new Set<Timer>();
  let now = START;

  const schedule = (ms: number, run: () => void) => {
    const timer = { at: now + Math.max(0, ms), run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const nextDue = (until: number) => {
    let next: Timer | undefined;
    // A set keeps the order of scheduling, which decides between timers of the same moment.
    for (const timer of timers) {
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  };
  return {
    now: () => now,
    schedule,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const callOff = schedule(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          callOff();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
    step(until = Number.POSITIVE_INFINITY) {
      const next = nextDue(until);
      if (next === undefined) return false;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.run();
      return true;
    },
  };
}

/** Resolves when promises and streams that need no timer have gone on. */
export async function settled(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
