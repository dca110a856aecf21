import { describe, expect, it } from 'vitest';
import { isTenantFull } from './full-tenant.ts';
import { jobsWith } from './jobs.fixture.ts';
import { requestsTo } from './requests.ts';

const NEVER = new AbortController().signal;
const ATTEMPTS = { attemptsMax: 3, retryDeadlineSeconds: 900 };
const DAY_MS = 86_400_000;

/** Whether a tenant with jobs of these ages, in days, seems full. They have this state. */
async function seemsFull(agesDays: readonly number[], status: string): Promise<boolean> {
  const { world, target, clock } = await jobsWith();
  const { list } = target;
  target.list = async (query, options) => {
    const { jobs } = await list(query, options);
    return { jobs: jobs.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? '')) };
  };
  for (const [index, days] of agesDays.entries()) {
    const createdAt = new Date(clock.now() - days * DAY_MS).toISOString();
    target.addForeign({ id: `foreign-${index}`, status, createdAt });
  }
  return await isTenantFull(requestsTo(target, ATTEMPTS, world, NEVER), clock);
}

describe('a tenant is full', () => {
  it('while a list shows as many unfinished jobs as it allows', async () => {
    expect(await seemsFull([0, 0, 0, 0, 0], 'in_progress')).toBe(true);
    expect(await seemsFull([0, 0, 0, 0], 'in_progress')).toBe(false);
    expect(await seemsFull([0, 0, 0, 0, 0], 'completed')).toBe(false);
  });

  it('also with jobs that have been waiting for their files for weeks', async () => {
    expect(await seemsFull([0, 8, 9, 20, 30], 'pending')).toBe(true);
  });
});
