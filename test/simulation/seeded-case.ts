import type { JobOptions } from '@rowferry/core';
import type { ForeignJob, KnobSettings } from '@rowferry/simulator';
import { type Chance, chanceOf } from './chance.ts';
import { knobsOf } from './seeded-knobs.ts';

/** Everything that a seed decides before the run begins. */
export interface SeededCase {
  readonly seed: number;
  readonly knobs: KnobSettings;
  readonly jobs: JobOptions;
  readonly wire: WireCase;
  /** How far the run's clock is ahead of the tenant's. */
  readonly skewMs: number;
  /** Jobs that another program with the same login creates. */
  readonly sameLogin: readonly SameLoginJob[];
  readonly source: SourceCase;
  readonly hooks: HooksCase;
  readonly abort: { readonly atMs?: number; readonly atRequest?: number };
  /** The disk is full from this operation on. */
  readonly diskFailsAt: number | undefined;
}

export interface WireCase {
  /** Share of requests for which no connection is made. */
  readonly unsent: number;
  /** Share of answers of which only a part comes. */
  readonly torn: number;
  /** At most, each way. */
  readonly latencyMs: number;
  readonly hasDate: boolean;
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
  readonly delayMs: number;
  readonly throwsAt: number | undefined;
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
  return {
    seed,
    knobs: knobsOf(chance, seed, rate),
    jobs: jobsOf(chance),
    wire: {
      unsent: chance.is(rate) ? 0.1 : 0,
      torn: chance.is(rate) ? 0.1 : 0,
      latencyMs: chance.pick([0, 5, 100, 2000]),
      hasDate,
    },
    skewMs: skewOf(chance, hasDate),
    sameLogin: chance.is(rate * 2) ? sameLoginOf(chance) : [],
    source: sourceOf(chance),
    hooks: hooksOf(chance),
    abort: abortOf(chance),
    diskFailsAt: chance.is(0.04) ? chance.between(1, 150) : undefined,
  };
}

function jobsOf(chance: Chance): JobOptions {
  return {
    concurrency: chance.between(1, 5),
    maxRows: chance.pick([1, 2, 5, 10, 25, 1000]),
    ...(chance.is(0.3) && { maxBytes: chance.pick([300, 600, 1500, 4000]) }),
    ...(chance.is(0.2) && { checkCounts: false }),
    ...(chance.is(0.2) && { attemptsMax: chance.pick([1, 2, 3, 30]) }),
    ...(chance.is(0.2) && { graceSeconds: chance.pick([0, 1, 100, 10_000]) }),
    ...(chance.is(0.1) && { idleDeadlineSeconds: chance.pick([30, 300]) }),
    ...(chance.is(0.1) && { retryDeadlineSeconds: chance.pick([1, 30, 3600]) }),
  };
}

/** Without a `Date` on its answers nothing tells what time it is in the tenant. */
function skewOf(chance: Chance, hasDate: boolean): number {
  if (!hasDate) return chance.pick([0, 1000]);
  return chance.is(0.3) ? chance.pick([-3_600_000, 3_600_000, -5000, 5000]) : 0;
}

function sameLoginOf(chance: Chance): SameLoginJob[] {
  return Array.from({ length: chance.between(1, 4) }, () => ({
    atMs: chance.between(0, 60_000),
    releaseMs: chance.between(100, 100_000),
    object: chance.pick(['Vehicle', 'Vehicle', 'Other']),
    status: chance.pick(['pending', 'pending', 'in_progress'] as const),
  }));
}

function sourceOf(chance: Chance): SourceCase {
  const most = chance.pick([5, 40, 150]);
  const count = chance.between(0, most);
  return {
    kind: chance.pick(['array', 'async', 'batches'] as const),
    count,
    isUnbroken: chance.is(0.3),
    isRewritten: chance.is(0.4),
    hasBadValues: chance.is(0.2),
    hasUnreadables: chance.is(0.15),
    hasColumnsShuffled: chance.is(0.5),
    delayMs: chance.is(0.2) ? chance.between(1, 3000) : 0,
    throwsAt: chance.is(0.08) ? chance.between(0, count) : undefined,
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
  if (chance.is(0.15)) return { atMs: chance.between(0, chance.pick([500, 5000, 200_000])) };
  return chance.is(0.1) ? { atRequest: chance.between(1, 60) } : {};
}
