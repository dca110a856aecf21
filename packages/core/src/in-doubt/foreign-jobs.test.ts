import { describe, expect, it } from 'vitest';
import { drivenTarget } from '../../../../test/world/driven-target.ts';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { Job } from '../contract/job.ts';
import { requestsTo } from '../jobs/requests.ts';
import { foreignJobsAtWork } from './foreign-jobs.ts';

const FROM = Date.UTC(2026, 0, 1, 10);
const TO = FROM + 300_000;
const dated = (ms: number) => new Date(ms).toISOString();

/** Whether this job counts as one of another program that was at work between the two times. */
async function isSeen(job: Partial<Job>, own: readonly string[] = []): Promise<boolean> {
  const world = virtualWorld(1);
  const target = drivenTarget(world, {});
  const at = { createdAt: dated(FROM + 60_000), updatedAt: dated(FROM + 120_000) };
  target.addForeign({ id: 'foreign', status: 'completed', createdBy: 'us', ...at, ...job });
  const attempts = { attemptsMax: 3, retryDeadlineSeconds: 900 };
  const requests = requestsTo(target, attempts, world, new AbortController().signal);
  const ownJobs = async () => new Set(own);
  return await foreignJobsAtWork(requests, { logins: new Set(['us']), ownJobs }, FROM, TO);
}

describe('foreignJobsAtWork', () => {
  it('sees a job of our login on our object', async () => {
    expect(await isSeen({})).toBe(true);
    expect(await isSeen({ status: 'in_progress', createdAt: dated(0) })).toBe(true);
    expect(await isSeen({ status: 'failed' })).toBe(true);
  });

  it.each([
    ['of this run', {}, ['foreign']],
    ['of another login', { createdBy: 'somebody' }, []],
    ['on another object', { object: 'Other' }, []],
    ['that waits for its file', { status: 'pending' }, []],
    ['that was cancelled', { status: 'cancelled' }, []],
  ] as const)('sees no job %s', async (_, job, own) => {
    expect(await isSeen(job, own)).toBe(false);
  });

  it.each([
    [2000, true],
    [2001, false],
  ])('allows for two clocks: %i ms outside, seen: %s', async (ms, seen) => {
    const before = { createdAt: dated(FROM - 60_000), updatedAt: dated(FROM - ms) };
    expect(await isSeen(before)).toBe(seen);
    expect(await isSeen({ createdAt: dated(TO + ms), updatedAt: dated(TO + 60_000) })).toBe(seen);
  });
});
