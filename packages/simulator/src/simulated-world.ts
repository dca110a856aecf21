import { seededRandom } from './random.ts';
import type { World } from './world.ts';

/** A world whose clock moves only by `advance`, and whose random numbers come from a seed. */
export interface SimulatedWorld extends World {
  /** Moves the clock forward and runs the due timers in order. Promises settle between two timers. */
  advance(ms: number): Promise<void>;
}

const START = Date.UTC(2026, 0, 1);

/** The same seed and the same calls produce the same run, on every machine. */
export function createSimulatedWorld(seed: string): SimulatedWorld {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = START;

  function nextDue(until: number) {
    let next: { readonly at: number; readonly run: () => void } | undefined;
    // A set keeps the order of scheduling, in which timers of the same moment run.
    for (const timer of timers) {
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }

  return {
    now: () => now,
    random: seededRandom(seed),
    schedule(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let next = nextDue(until); next !== undefined; next = nextDue(until)) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
        await settled();
      }
      now = until;
    },
  };
}

/** Resolves when every promise that can settle without a timer has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
