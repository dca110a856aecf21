import { type Chance, chanceOf } from '../environment/chance.ts';

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
  readonly at: SleepingRequest | { readonly ms: number };
  readonly forMs: number;
}

/** A request at which the machine sleeps. */
export interface SleepingRequest {
  /** Counted among all requests of the run, or among its creates. */
  readonly request: number;
  readonly of: 'all' | 'creates';
  /** Whether it has left the machine. */
  readonly isSent: boolean;
  /** Whether its connection breaks meanwhile, so that its answer is lost. */
  readonly losesAnswer: boolean;
}

/** Has its own random numbers. `dies`: whether a process of the run dies. */
export function processesOf(seed: number, dies: boolean): ProcessesCase {
  const chance = chanceOf(`processes-${seed}`);
  const request = chance.between(1, chance.pick([5, 15, 60]));
  const ms = chance.between(0, chance.pick([500, 5000, 200_000]));
  const isSent = dies ? undefined : chance.is(0.5);
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
          at: chance.is(0.7) ? requestOf(chance, request, isSent) : { ms },
          forMs: chance.pick([3000, 60_000, 600_000, 3_600_000]),
        }
      : undefined,
  };
}

/** Whether a request leaves later than its process believes. */
export function leavesLate({ sleep }: ProcessesCase): boolean {
  return sleep !== undefined && 'isSent' in sleep.at && !sleep.at.isSent;
}

function requestOf(chance: Chance, request: number, drawn: boolean | undefined): SleepingRequest {
  const losesAnswer = chance.is(0.6);
  const isSent = drawn ?? chance.is(0.5);
  if (chance.is(0.4)) return { request, of: 'all', isSent, losesAnswer };
  return { request: chance.between(1, 3), of: 'creates', isSent, losesAnswer };
}
