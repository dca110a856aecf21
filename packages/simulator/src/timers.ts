import type { World } from './world.ts';

/** Timers that can all be cancelled at once, so that a stopped tenant leaves none running. */
export interface Timers {
  after(ms: number, run: () => void): void;
  /** Resolves `ms` milliseconds from now, or when the tenant stops. */
  wait(ms: number): Promise<void>;
  /** How many calls of `wait` have not resolved. */
  readonly waitingCount: number;
  stop(): void;
}

export function createTimers(world: World): Timers {
  const waiting = new Map<number, { cancel: () => void; stopped: (() => void) | undefined }>();
  let added = 0;
  let stopped = false;

  function add(ms: number, run: () => void, whenStopped?: () => void): void {
    if (stopped) {
      whenStopped?.();
      return;
    }
    const key = added++;
    const cancel = world.schedule(ms, () => {
      waiting.delete(key);
      run();
    });
    waiting.set(key, { cancel, stopped: whenStopped });
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
        timer.cancel();
        timer.stopped?.();
      }
    },
  };
}
