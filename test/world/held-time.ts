import { seededRandom, type World } from '@rowferry/simulator';
import { settled } from './virtual-clock.ts';

/** The time of a tenant that others, in processes of their own, work with: a test holds it, or lets it flow. */
export interface HeldTime {
  readonly world: World;
  /** Time stands still: no job ends, whatever the machine is busy with. */
  hold(): void;
  /** Lets time pass that is held; what falls due happens. */
  pass(ms: number): Promise<void>;
  /** Time goes on as it does outside. */
  flow(): void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
  real?: NodeJS.Timeout;
}

/** Flows until it is held. */
export function heldTime(): HeldTime {
  const timers = new Set<Timer>();
  let aheadMs = 0;
  let heldAt: number | undefined;

  const now = () => heldAt ?? Date.now() + aheadMs;
  const ring = (timer: Timer) => {
    timers.delete(timer);
    timer.run();
  };
  const arm = (timer: Timer) => {
    timer.real = setTimeout(() => ring(timer), timer.at - now());
  };
  const firstUntil = (end: number) =>
    [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  return {
    world: {
      now,
      random: seededRandom('held time'),
      schedule(ms, run) {
        const timer = { at: now() + ms, run };
        timers.add(timer);
        if (heldAt === undefined) arm(timer);
        return () => {
          clearTimeout((timer as Timer).real);
          timers.delete(timer);
        };
      },
    },
    hold() {
      heldAt = now();
      for (const { real } of timers) clearTimeout(real);
    },
    async pass(ms) {
      const end = now() + ms;
      for (let next = firstUntil(end); next !== undefined; next = firstUntil(end)) {
        heldAt = next.at;
        ring(next);
        await settled(1);
      }
      heldAt = end;
      await settled(1);
    },
    flow() {
      aheadMs = now() - Date.now();
      heldAt = undefined;
      for (const timer of timers) arm(timer);
    },
  };
}
