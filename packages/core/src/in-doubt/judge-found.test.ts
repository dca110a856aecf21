import { describe, expect, it } from 'vitest';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import type { Recovery } from '../jobs/recovery.ts';
import type { Finding } from './finding.ts';
import { judgeFound } from './judge-found.ts';

const PRIOR_JOBS: readonly KnownPriorJob[] = [
  {
    job: 'j1',
    createdAt: '2026-01-01T10:00:00Z',
    createdBy: 'us',
    endedAt: Date.parse('2026-01-01T10:05:00Z'),
    isGone: false,
  },
];
const UNIQUE: Recovery = {
  kind: 'look-up',
  column: 'vin__c',
  index: 0,
  isUnique: true,
  isOnlyUnique: true,
};
const COMMON: Recovery = { ...UNIQUE, isUnique: false };
const DUPLICATE: RowRefusal[] = [{ meaning: 'duplicate' }];
const INVALID: RowRefusal[] = [{ meaning: 'lasting' }];
const TEMPORARY: RowRefusal[] = [{ meaning: 'passing' }];
const ABSENT: Finding = { count: 0 };
const OURS: Finding = { count: 1, creator: [0], fits: true };
const OTHERS: Finding = { count: 1, creator: 'other', fits: true };
const row = (errors?: readonly RowRefusal[]) => ({
  position: 7,
  key: 'V1',
  rowNumbers: [12],
  ...(errors && { errors }),
});

/** The fate at once, and the fate when a look-up can no longer miss anything that was stored. */
const fates = (finding: Finding, recovery: Recovery, errors?: readonly RowRefusal[]) =>
  [false, true].map((isLast) => {
    const given = { isUnique: recovery.isUnique, isWithinBudget: true };
    const resolution = judgeFound(row(errors), finding, PRIOR_JOBS, given, isLast);
    return resolution?.fate === 'unresolved' ? resolution.because.code : resolution?.fate;
  });

describe('judgeFound', () => {
  it('names the job and the row that stored the found record', () => {
    const given = { isUnique: true, isWithinBudget: true };
    expect(judgeFound(row(), OURS, PRIOR_JOBS, given, false)).toEqual({
      fate: 'loaded',
      by: { job: 'j1', row: 12 },
    });
  });

  it.each([
    ['absent, unique', ABSENT, UNIQUE, undefined, ['again', 'again']],
    ['absent, not unique', ABSENT, COMMON, undefined, [undefined, 'KEY_NOT_UNIQUE']],
    ['created by others, unique', OTHERS, UNIQUE, undefined, ['again', 'again']],
    ['created by others, not unique', OTHERS, COMMON, undefined, [undefined, 'KEY_NOT_UNIQUE']],
    ['other columns, unique', { ...OURS, fits: false }, UNIQUE, undefined, ['again', 'again']],
    ['found twice, unique', { count: 2 }, UNIQUE, undefined, ['again', 'again']],
    [
      'near in time',
      { ...OURS, creator: 'uncertain' as const },
      UNIQUE,
      undefined,
      ['CREATOR_UNCERTAIN', 'CREATOR_UNCERTAIN'],
    ],
    ['refused as a duplicate, ours', OURS, UNIQUE, DUPLICATE, ['loaded', 'loaded']],
    ['refused as a duplicate, others', OTHERS, UNIQUE, DUPLICATE, ['rejected', 'rejected']],
    ['refused as a duplicate, absent', ABSENT, UNIQUE, DUPLICATE, [undefined, 'DUPLICATE_UNSEEN']],
    ['refused for a value, absent', ABSENT, UNIQUE, INVALID, [undefined, 'rejected']],
    ['refused for a value, ours', OURS, UNIQUE, INVALID, ['loaded', 'loaded']],
    ['refused, found twice', { count: 2 }, UNIQUE, INVALID, [undefined, 'DUPLICATE_UNSEEN']],
  ])('%s', (_, finding, recovery, errors, expected) => {
    expect(fates(finding, recovery, errors)).toEqual(expected);
  });
});

it('does not take absence as proof while a job with the row may still store it', () => {
  const gone = PRIOR_JOBS.map((one) => ({ ...one, isGone: true }));
  const given = { isUnique: true, isWithinBudget: true };
  const last = (errors: readonly RowRefusal[]) =>
    judgeFound(row(errors), ABSENT, gone, given, true);
  expect(judgeFound(row(TEMPORARY), ABSENT, gone, given, false)).toBeUndefined();
  expect(last(TEMPORARY)).toMatchObject({ because: { code: 'JOB_VANISHED' } });
  expect(last(DUPLICATE)).toMatchObject({ because: { code: 'DUPLICATE_UNSEEN' } });
  expect(last(INVALID)).toEqual({ fate: 'rejected' });
  expect(judgeFound(row(INVALID), OTHERS, gone, given, false)).toEqual({ fate: 'rejected' });
});

it('names no prior job for a record that a vanished job may have stored, least of all one that refused it', () => {
  const [first] = PRIOR_JOBS as [KnownPriorJob];
  const priorJobs = [
    { ...first, isGone: true },
    { ...first, job: 'j2' },
  ];
  const given = { isUnique: true, isWithinBudget: true };
  const found: Finding = { count: 1, creator: [1], fits: true };
  const both = { ...row(), rowNumbers: [12, 2] };
  expect(judgeFound(both, found, priorJobs, given, false)).toEqual({ fate: 'loaded' });
  const refused = { ...both, errors: DUPLICATE };
  expect(judgeFound(refused, found, priorJobs, given, false)).toMatchObject({
    because: { code: 'CREATOR_UNCERTAIN' },
  });
});

it('names no job if the times of two include the found record, unless one of them refused the row', () => {
  const [first] = PRIOR_JOBS as [KnownPriorJob];
  const priorJobs = [first, { ...first, job: 'j2' }, { ...first, job: 'j3' }];
  const given = { isUnique: true, isWithinBudget: true };
  const judged = (creator: readonly number[], errors?: readonly RowRefusal[]) =>
    judgeFound(
      { ...row(errors), rowNumbers: [12, 2, 5] },
      { count: 1, creator, fits: true },
      priorJobs,
      given,
      false,
    );
  expect(judged([0, 1])).toEqual({ fate: 'loaded' });
  expect(judged([1, 2])).toEqual({ fate: 'loaded' });
  expect(judged([1, 2], DUPLICATE)).toEqual({ fate: 'loaded', by: { job: 'j2', row: 2 } });
  expect(judged([0, 1, 2], DUPLICATE)).toEqual({ fate: 'loaded' });
  expect(judged([2], DUPLICATE)).toEqual({ fate: 'loaded', by: { job: 'j3', row: 5 } });
});

it('waits for the last look-up if no other job may be used', () => {
  const given = { isUnique: true, isWithinBudget: false };
  expect(judgeFound(row(), ABSENT, PRIOR_JOBS, given, false)).toBeUndefined();
  expect(judgeFound(row(), ABSENT, PRIOR_JOBS, given, true)).toEqual({ fate: 'again' });
});
