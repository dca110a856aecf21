import { seededRandom, type World } from '@rowferry/simulator';
import { settled } from './virtual-clock.ts';

/** The time of a tenant that other processes work with. A test can pause it, advance it, and let it run. */
export interface PausableTime {
  readonly world: World;
  /** Stops time: no job ends, however busy the machine is. */
  pause(): void;
  /** Advances paused time; timers that become due run. */
  advance(ms: number): Promise<void>;
  /** Lets time run at the real speed again. */
  run(): void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
  real?: NodeJS.Timeout;
}

/** Runs until it is paused. */
export function pausableTime(): PausableTime {
  const timers = new Set<Timer>();
  let aheadMs = 0;
  let pausedAt: number | undefined;

  const now = () => pausedAt ?? Date.now() + aheadMs;
  const fire = (timer: Timer) => {
    timers.delete(timer);
    timer.run();
  };
  const arm = (timer: Timer) => {
    timer.real = setTimeout(() => fire(timer), timer.at - now());
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
        if (pausedAt === undefined) arm(timer);
        return () => {
          clearTimeout((timer as Timer).real);
          timers.delete(timer);
        };
      },
    },
    pause() {
      pausedAt = now();
      for (const { real } of timers) clearTimeout(real);
    },
    async advance(ms) {
      const end = now() + ms;
      for (let next = firstUntil(end); next !== undefined; next = firstUntil(end)) {
        pausedAt = next.at;
        fire(next);
        await settled(1);
      }
      pausedAt = end;
      await settled(1);
    },
    run() {
      aheadMs = now() - Date.now();
      pausedAt = undefined;
      for (const timer of timers) arm(timer);
    },
  };
}
