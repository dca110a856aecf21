import { chanceOf } from '../environment/chance.ts';

/** What differs between the processes of a run. */
export interface ProcessesCase {
  /** Which client of the tenant each process uses. Further processes use the last value. */
  readonly clients: readonly number[];
  /** The process that is given another tenant. */
  readonly stray: number | undefined;
  /** When the machine of all processes sleeps. */
  readonly sleep: SleepCase | undefined;
}

export interface SleepCase {
  /** At this request of the run, before or after it has left the machine; or after so much time. */
  readonly at: { readonly request: number; readonly isSent: boolean } | { readonly ms: number };
  readonly forMs: number;
  /** Whether an answer that comes meanwhile is lost, because the connection breaks. */
  readonly losesAnswer: boolean;
}

/** Has its own random numbers. `dies`: whether a process of the run dies. */
export function processesOf(seed: number, dies: boolean): ProcessesCase {
  const chance = chanceOf(`processes-${seed}`);
  const request = chance.between(1, chance.pick([5, 15, 60]));
  const ms = chance.between(0, chance.pick([500, 5000, 200_000]));
  // A create that leaves an hour after it was journaled cannot be found if its process then dies.
  const isSent = dies || chance.is(0.5);
  return {
    clients: chance.is(0.25)
      ? chance.pick([
          [0, 1],
          [0, 1, 0],
          [1, 0],
          [0, 0, 1],
        ])
      : [0],
    stray: chance.is(0.15) ? chance.pick([2, 2, 3]) : undefined,
    sleep: chance.is(0.1)
      ? {
          at: chance.is(0.7) ? { request, isSent } : { ms },
          forMs: chance.pick([3000, 60_000, 600_000, 3_600_000]),
          losesAnswer: chance.is(0.5),
        }
      : undefined,
  };
}
