/** The only way by which a tenant sees time and chance; replace it to run under a fake clock. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `run` once, `ms` milliseconds from now; the answer calls it off. */
  schedule(ms: number, run: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

/** The real clock, real timers and real chance. */
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

/** Timers that can all be called off at once, so that a stopped tenant leaves nothing behind. */
export interface Timers {
  after(ms: number, run: () => void): void;
  /** Settles `ms` milliseconds from now, and also when the tenant stops. */
  wait(ms: number): Promise<void>;
  /** How many wait now. */
  readonly waitingCount: number;
  stop(): void;
}

export function createTimers(world: World): Timers {
  const waiting = new Map<number, { callOff: () => void; stopped: (() => void) | undefined }>();
  let made = 0;
  let stopped = false;

  function add(ms: number, run: () => void, whenStopped?: () => void): void {
    if (stopped) {
      whenStopped?.();
      return;
    }
    const key = made++;
    const callOff = world.schedule(ms, () => {
      waiting.delete(key);
      run();
    });
    waiting.set(key, { callOff, stopped: whenStopped });
  }

  return {
    after: (ms, run) => add(ms, run),
    wait: (ms) => new Promise((resolve) => add(ms, resolve, resolve)),
    get waitingCount() {
      return [...waiting.values()].filter((timer) => timer.stopped !== undefined).length;
    },
    stop() {
      stopped = true;
      const left = [...waiting.values()];
      waiting.clear();
      for (const timer of left) {
        timer.callOff();
        timer.stopped?.();
      }
    },
  };
}
