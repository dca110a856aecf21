import type { JobOptions } from '@rowferry/core';
import type { ForeignJob, KnobSettings } from '@rowferry/simulator';
import { type Chance, chanceOf } from '../environment/chance.ts';
import { type HangCase, hangOf } from './hanging.ts';
import { answersOf, withAnswers } from './seeded-answers.ts';
import { type DeathCase, deathsOf } from './seeded-deaths.ts';
import { hiddenOf, knobsOf, lateMsMaxOf, withinPromise } from './seeded-knobs.ts';
import { listsOf } from './seeded-lists.ts';
import { type LookUpsCase, lookUpsOf } from './seeded-look-ups.ts';
import { leavesLate, type ProcessesCase, processesOf } from './seeded-processes.ts';
import { quotaOf } from './seeded-quota.ts';
import { type TargetCase, targetOf } from './seeded-target.ts';

/** Everything that a seed decides before the run starts. */
export interface SeededCase {
  readonly seed: number;
  readonly target: TargetCase;
  readonly lookUps: LookUpsCase;
  readonly knobs: KnobSettings;
  readonly jobs: JobOptions;
  readonly wire: WireCase;
  readonly disk: DiskCase;
  /** How far the clock of each process is ahead of the tenant's. Further processes use the last value. */
  readonly skewsMs: readonly number[];
  /** Jobs that another program with the same login creates. */
  readonly sameLogin: readonly SameLoginJob[];
  readonly source: SourceCase;
  readonly hooks: HooksCase;
  /** What never settles. */
  readonly hang: HangCase | undefined;
  readonly abort: { readonly atMs?: number; readonly atRequest?: number };
  readonly processes: ProcessesCase;
  /** The deaths of the first processes, one each. */
  readonly deaths: readonly DeathCase[];
  /** Whether the world knows which processes run. Otherwise `isRunning` returns `undefined`. */
  readonly arePidsKnown: boolean;
  /** When another process tries to resume the run, while which process of the run works. */
  readonly intruder: { readonly process: number; readonly atMs: number } | undefined;
  /** Whether the run is resumed once more after it has completed. */
  readonly isResumedAfterEnd: boolean;
}

export interface WireCase {
  /** Share of requests for which no connection is made. */
  readonly unsent: number;
  /** Share of answers of which only a part arrives. */
  readonly torn: number;
  /** The maximum for each direction. */
  readonly latencyMs: number;
  readonly hasDate: boolean;
  /** The longest time after which a request of a dead process may still arrive. */
  readonly lateMsMax: number;
}

export interface DiskCase {
  /** The maximum for one operation. */
  readonly delayMs: number;
  /** From this operation of this process on, the disk is full; a write then stores only this share. */
  readonly full:
    | { readonly process: number; readonly from: number; readonly share: number }
    | undefined;
}

export type SameLoginJob = Required<Pick<ForeignJob, 'object' | 'status' | 'releaseMs'>> & {
  readonly atMs: number;
};

export interface SourceCase {
  readonly kind: 'array' | 'async' | 'batches';
  readonly count: number;
  readonly isUnbroken: boolean;
  readonly isRewritten: boolean;
  readonly hasBadValues: boolean;
  readonly hasUnreadables: boolean;
  readonly hasColumnsShuffled: boolean;
  /** Whether they have one more column, and spell few values in many ways. */
  readonly hasSpellings: boolean;
  readonly delayMs: number;
  /** Share of batches after which reading may restart. */
  readonly checkpoints: number;
  readonly throwsAt: number | undefined;
  /** Whether each read throws there, not only the first. */
  readonly throwsAlways: boolean;
  /** Whether a later read yields a different first record. */
  readonly changes: boolean;
}

export interface HooksCase {
  readonly transforms: boolean;
  readonly delayMs: number;
  readonly throws: { readonly hook: Hook; readonly nth: number } | undefined;
}

const HOOKS = ['onStart', 'onJob', 'onVerdicts', 'onEnd', 'transform'] as const;
export type Hook = (typeof HOOKS)[number];

export function caseOf(seed: number): SeededCase {
  const chance = chanceOf(`case-${seed}`);
  const rate = chance.pick([0.03, 0.08, 0.15]);
  const hasDate = !chance.is(0.1);
  const knobs = knobsOf(chance, seed, rate);
  const sameLogin = chance.is(rate * 2) ? sameLoginOf(chance) : [];
  const lists = listsOf(seed);
  const source = sourceOf(chance, lists.hasSpellings);
  const target = targetOf(chance, sameLogin.length === 0);
  const lookUps = lookUpsOf(seed);
  const own = {
    ...withinPromise(knobs, target),
    ...hiddenOf(seed),
    ...lists.knobs,
    ...lookUps.knobs,
    ...quotaOf(seed),
  };
  const seeded = {
    ...{ seed, target, source, sameLogin, lookUps },
    knobs: withAnswers(own, answersOf(seed)),
    jobs: jobsOf(chance, source.count),
    wire: {
      unsent: chance.is(rate) ? 0.1 : 0,
      torn: chance.is(rate) ? 0.1 : 0,
      latencyMs: chance.pick([0, 5, 100, 2000]),
      hasDate,
      lateMsMax: lateMsMaxOf(knobs),
    },
    disk: diskOf(chance),
    skewsMs: skewsOf(chance, hasDate),
    hooks: hooksOf(chance),
    hang: hangOf(seed),
    abort: abortOf(chance),
    deaths: deathsOf(chance),
    arePidsKnown: chance.is(0.7),
    intruder: chance.is(0.1)
      ? { process: chance.between(1, 2), atMs: chance.between(0, chance.pick([100, 5000, 60_000])) }
      : undefined,
    isResumedAfterEnd: chance.is(0.1),
  };
  const processes = processesOf(seed, seeded.deaths.length > 0);
  // A create that leaves long after it was journaled cannot be found if its process then dies.
  return { ...seeded, processes, ...(leavesLate(processes) && { deaths: [] }) };
}

/** The approximate maximum of chunks in a run. More of them would test nothing new. */
const CHUNKS_MAX = 25;

function jobsOf(chance: Chance, records: number): JobOptions {
  const rowsMin = Math.ceil(records / CHUNKS_MAX);
  return {
    concurrency: chance.between(1, 5),
    maxRows: Math.max(chance.pick([1, 2, 5, 10, 25, 1000]), rowsMin),
    ...(chance.is(0.3) && { maxBytes: chance.pick([300, 600, 1500, 4000]) }),
    ...(chance.is(0.2) && { checkCounts: false }),
    ...(chance.is(0.2) && { attemptsMax: chance.pick([1, 2, 3, 30]) }),
    ...(chance.is(0.2) && { graceSeconds: chance.pick([0, 1, 100, 10_000]) }),
    ...(chance.is(0.1) && { idleDeadlineSeconds: chance.pick([30, 300]) }),
    ...(chance.is(0.1) && { retryDeadlineSeconds: chance.pick([1, 30, 3600]) }),
    ...(chance.is(0.5) && { resubmitJobsMax: chance.pick([0, 1, 3, 12, 12]) }),
  };
}

function diskOf(chance: Chance): DiskCase {
  return {
    delayMs: chance.pick([0, 0, 0, 20, 500]),
    full: chance.is(0.04)
      ? {
          process: chance.pick([1, 1, 2]),
          from: chance.between(1, 150),
          share: chance.pick([0, 0.5]),
        }
      : undefined,
  };
}

/** If answers have no `Date` header, the tenant's time cannot be known. */
function skewsOf(chance: Chance, hasDate: boolean): number[] {
  if (!hasDate) return [chance.pick([0, 1000])];
  const count = chance.is(0.15) ? 3 : 1;
  return Array.from({ length: count }, () =>
    chance.is(0.3) ? chance.pick([-3_600_000, 3_600_000, -5000, 5000]) : 0,
  );
}

function sameLoginOf(chance: Chance): SameLoginJob[] {
  return Array.from({ length: chance.between(1, 4) }, () => ({
    atMs: chance.between(0, 60_000),
    releaseMs: chance.between(100, 100_000),
    object: chance.pick(['Vehicle', 'Vehicle', 'Other']),
    status: chance.pick(['pending', 'pending', 'in_progress'] as const),
  }));
}

function sourceOf(chance: Chance, hasSpellings: boolean): SourceCase {
  const most = chance.pick([4, 12, 40, 40, 120]);
  const count = chance.between(0, most);
  return {
    kind: chance.pick(['array', 'async', 'batches', 'batches'] as const),
    count,
    isUnbroken: chance.is(0.3),
    isRewritten: chance.is(0.4),
    hasBadValues: chance.is(0.2),
    hasUnreadables: chance.is(0.15),
    hasColumnsShuffled: chance.is(0.5),
    hasSpellings,
    delayMs: chance.is(0.2) ? chance.between(1, 3000) : 0,
    checkpoints: chance.pick([0, 0.5, 1]),
    throwsAt: chance.is(0.08) ? chance.between(0, count) : undefined,
    throwsAlways: chance.is(0.2),
    changes: chance.is(0.03),
  };
}

function hooksOf(chance: Chance): HooksCase {
  return {
    transforms: chance.is(0.25),
    delayMs: chance.is(0.2) ? chance.between(1, 5000) : 0,
    throws: chance.is(0.08) ? { hook: chance.pick(HOOKS), nth: chance.between(1, 12) } : undefined,
  };
}

function abortOf(chance: Chance): SeededCase['abort'] {
  if (chance.is(0.12)) return { atMs: chance.between(0, chance.pick([500, 5000, 200_000])) };
  return chance.is(0.08) ? { atRequest: chance.between(1, 60) } : {};
}
