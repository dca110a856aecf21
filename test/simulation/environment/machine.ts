import type { VirtualClock } from '../../world/virtual-clock.ts';

/**
 * The machine that the processes of a run are on. While it sleeps they get nothing, and the clock that
 * does not jump stops; the tenant and the time of day go on.
 */
export interface Machine {
  /** Milliseconds that it was awake. */
  elapsed(): number;
  /** A timer: it stops while the machine sleeps. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Lets the machine sleep. */
  suspend(ms: number): void;
  /** Resolves when the machine is awake; `undefined` if it is. */
  awake(): Promise<void> | undefined;
  /** Calls `run` when the machine is awake: at once if it is. */
  whenAwake(run: () => void): void;
}

export function machineOn(clock: VirtualClock): Machine {
  let sleptMs = 0;
  let asleep: { readonly since: number; readonly over: Promise<void> } | undefined;

  const elapsed = () => (asleep?.since ?? clock.now()) - sleptMs;
  const awake = () => asleep?.over;
  return {
    elapsed,
    awake,
    async sleep(ms, signal) {
      const due = elapsed() + ms;
      do {
        await clock.sleep(due - elapsed(), signal);
        if (asleep !== undefined) await asleep.over;
      } while (elapsed() < due);
    },
    suspend(ms) {
      if (asleep !== undefined) return;
      const since = clock.now();
      const over = new Promise<void>((resolve) => {
        clock.schedule(ms, () => {
          sleptMs += clock.now() - since;
          asleep = undefined;
          resolve();
        });
      });
      asleep = { since, over };
    },
    whenAwake(run) {
      if (asleep === undefined) run();
      else void asleep.over.then(run);
    },
  };
}
