import { type Job, type Target, TargetError } from '@rowferry/core';
import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { goodVehicles } from './vehicles.ts';

const RECORDS = goodVehicles(10);

/** A target whose answers have a clock that is ahead of the one that dates jobs and records. */
function withClockAhead(target: Target, aheadMs: number): Target {
  const later = <T extends { readonly answeredAt?: number }>(answer: T): T =>
    answer.answeredAt === undefined
      ? answer
      : { ...answer, answeredAt: answer.answeredAt + aheadMs };
  const shifted = <T extends Pick<Job, 'answeredAt'>>(asked: Promise<T>): Promise<T> =>
    asked.then(later, (error: unknown) => {
      if (!(error instanceof TargetError)) throw error;
      throw new TargetError(error.message, later(error.failure), { cause: error });
    });
  return {
    ...target,
    create: (...given) => shifted(target.create(...given)),
    upload: (...given) => shifted(target.upload(...given)),
    get: (...given) => shifted(target.get(...given)),
    cancel: (...given) => shifted(target.cancel(...given)),
    async list(...given) {
      const page = await shifted(target.list(...given));
      return { ...page, jobs: page.jobs.map(later) };
    },
  };
}

/** The first is as if both were one clock. */
const AHEAD_MS = [0, 5000, -5000, 3_600_000, -3_600_000];

test.each(AHEAD_MS)(
  'what a failed job stored is found, where answers are %i ms ahead of the dates',
  async (aheadMs) => {
    const { code, summary } = await runVehicles(RECORDS, {
      key: 'vin__c',
      knobs: { failJobs: 1, failAtRow: 3, processingMs: 20_000, processingMsPerRow: 100 },
      answering: (target) => withClockAhead(target, aheadMs),
    });
    expect(code).toBeUndefined();
    expect(summary.records).toMatchObject({ loaded: 10, rejected: 0, unresolved: 0 });
  },
);

test.each(AHEAD_MS.flatMap((aheadMs) => [1, 2, 3].map((nth) => ({ aheadMs, nth }))))(
  'the job of lost create $nth is found, where answers are $aheadMs ms ahead of the dates',
  async ({ aheadMs, nth }) => {
    const { code, summary } = await runVehicles(RECORDS, {
      jobs: { maxRows: 3 },
      answering: (target) => withClockAhead(target, aheadMs),
      during: (tenant) => tenant.addFault({ on: 'create', nth, do: 'drop-answer' }),
      after(tenant) {
        const statuses = tenant.jobs().map(({ status }) => status);
        expect(statuses.filter((status) => status === 'cancelled')).toHaveLength(1);
      },
    });
    expect(code).toBeUndefined();
    expect(summary.records.loaded).toBe(10);
  },
);
