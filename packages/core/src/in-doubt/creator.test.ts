import { describe, expect, it } from 'vitest';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { creatorOf, type Dates } from './creator.ts';

const DATES: Dates = { createdBy: 'CreatedById', createdAt: 'CreatedDate', aheadMs: 0, slackMs: 0 };

const LOGIN = '7b39d73f-a1b2-4c3d-8e9f-000102030405';
const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);

const PRIOR_JOB: KnownPriorJob = {
  job: 'j1',
  createdAt: '2026-01-01T10:00:00.500Z',
  createdBy: LOGIN,
  endedAt: at('10:05:00'),
  isGone: false,
};

const record = (created: string, by = LOGIN) => ({
  CreatedDate: `2026-01-01T${created}Z`,
  CreatedById: by,
});

describe('creatorOf', () => {
  it.each([
    ['in the middle', '10:01:00.000', [0]],
    ['at the very start', '10:00:00.500', [0]],
    ['a millisecond before the start', '10:00:00.499', 'uncertain'],
    ['in the second of the start, written without milliseconds', '10:00:00', [0]],
    ['in the last second', '10:05:00.999', [0]],
    ['a second after the end', '10:05:01.000', 'uncertain'],
    ['two seconds after the end', '10:05:02.999', 'uncertain'],
    ['more than two seconds after the end', '10:05:03.000', 'other'],
    ['more than two seconds before the start', '09:59:58.400', 'other'],
  ])('%s: %s', (_, created, creator) => {
    expect(creatorOf(record(created), [PRIOR_JOB], DATES)).toEqual(creator);
  });

  it.each([
    ['10:05:04.000', [0]],
    ['10:05:06.000', 'uncertain'],
    ['10:05:08.000', 'other'],
  ])('compares the end of a job by the clock that dates records: %s, %s', (created, creator) => {
    const dates = { ...DATES, aheadMs: 5000 };
    expect(creatorOf(record(created), [PRIOR_JOB], dates)).toEqual(creator);
  });

  it('allows for what is not known of the difference of the two clocks', () => {
    const dates = { ...DATES, slackMs: 5000 };
    expect(creatorOf(record('10:05:05.000'), [PRIOR_JOB], dates)).toBe('uncertain');
    expect(creatorOf(record('10:05:06.000'), [PRIOR_JOB], dates)).toBe('other');
  });

  it('recognises a creator with and without dashes, in upper and lower case', () => {
    const plain = record('10:01:00', LOGIN.replaceAll('-', '').toUpperCase());
    expect(creatorOf(plain, [PRIOR_JOB], DATES)).toEqual([0]);
  });

  it.each([
    ['another login created it, at any time', record('10:01:00', 'somebody'), 'other'],
    ['the record has no creator', { CreatedDate: '2026-01-01T10:01:00Z' }, 'uncertain'],
    ['the record has no date', { CreatedById: LOGIN }, 'uncertain'],
  ])('%s', (_, found, creator) => {
    expect(creatorOf(found, [PRIOR_JOB], DATES)).toEqual(creator);
  });

  it('returns the prior job during which the record was created', () => {
    const later = { ...PRIOR_JOB, job: 'j2', createdAt: '2026-01-01T11:00:00Z' };
    const priorJobs = [PRIOR_JOB, { ...later, endedAt: at('11:01:00') }];
    expect(creatorOf(record('11:00:30'), priorJobs, DATES)).toEqual([1]);
    expect(creatorOf(record('10:30:00'), priorJobs, DATES)).toBe('other');
  });

  it('returns every prior job whose time includes the record: ends are in whole seconds', () => {
    const next = { ...PRIOR_JOB, job: 'j2', createdAt: '2026-01-01T10:05:00.100Z' };
    const priorJobs = [PRIOR_JOB, { ...next, endedAt: at('10:09:00') }];
    expect(creatorOf(record('10:05:00.200'), priorJobs, DATES)).toEqual([0, 1]);
    expect(creatorOf(record('10:05:00.050'), priorJobs, DATES)).toEqual([0]);
  });

  it('is uncertain if a job of the row has no known creator or no date', () => {
    const { createdBy: _, ...unknown } = PRIOR_JOB;
    expect(creatorOf(record('10:01:00'), [unknown], DATES)).toBe('uncertain');
    const { createdAt: __, ...undated } = PRIOR_JOB;
    expect(creatorOf(record('10:01:00'), [undated], DATES)).toBe('uncertain');
  });

  describe('for a job that was never seen to end', () => {
    const gone = { ...PRIOR_JOB, isGone: true };
    const later = { ...PRIOR_JOB, job: 'j2', createdAt: '2026-01-01T11:00:00Z' };
    const priorJobs = [gone, { ...later, endedAt: at('11:01:00') }];

    it.each([
      ['created before it was given up: by this job', '10:01:00', [0]],
      ['created after that: perhaps by this job', '10:30:00', 'uncertain'],
      ['created during another job: by that job', '11:00:30', [1]],
      ['created after all others: perhaps by this job', '23:00:00', 'uncertain'],
      ['created before the job: by something else', '09:59:00', 'other'],
    ])('%s', (_, created, creator) => {
      expect(creatorOf(record(created), priorJobs, DATES)).toEqual(creator);
    });

    it('still excludes a record of another login', () => {
      expect(creatorOf(record('10:30:00', 'somebody'), priorJobs, DATES)).toBe('other');
    });
  });
});
