import { describe, expect, test } from 'vitest';
import { createTestClient, type Json, type TestClient } from '../../test/test-client.ts';

/** The ids of one page and its cursor. */
async function page(client: TestClient, query: string) {
  const answer = await client.requestJson('GET', `/objects/jobs?${query}`);
  const jobs = answer['jobs'] as Json[];
  expect(answer['count']).toBe(jobs.length);
  return { ids: jobs.map((job) => job['Id']), jobs, cursor: answer['cursor'] };
}

async function withJobs(count: number, knobs: Parameters<typeof createTestClient>[0] = {}) {
  const client = createTestClient({ ...knobs, activeJobsMax: 1000 });
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(await client.create());
    await client.world.advance(1);
  }
  return { client, ids };
}

describe('the job list', () => {
  test('is in pages, newest job first, and the last page has no cursor', async () => {
    const { client, ids } = await withJobs(5);
    const first = await page(client, 'pageSize=2');
    const second = await page(client, `pageSize=2&cursor=${first.cursor}`);
    const third = await page(client, `pageSize=2&cursor=${second.cursor}`);
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids.toReversed());
    expect(third.cursor).toBeUndefined();
  });

  test('has 25 jobs per page, and at most 100', async () => {
    const { client } = await withJobs(30);
    expect((await page(client, '')).ids).toHaveLength(25);
    for (const query of ['pageSize=101', 'pageSize=0', 'pageSize=x', 'cursor=x', 'status=open']) {
      expect(await client.request('GET', `/objects/jobs?${query}`)).toMatchObject({ status: 400 });
    }
  });

  test.each([
    ['present', (last: unknown) => last],
    ['repeated', (_: unknown, sent: unknown) => sent],
  ] as const)('may end with a cursor that is %s', async (listCursorEnd, expected) => {
    const { client } = await withJobs(3, { listCursorEnd });
    const first = await page(client, 'pageSize=2');
    const last = await page(client, `pageSize=2&cursor=${first.cursor}`);
    expect(last.cursor).toBe(expected(last.ids.at(-1), first.cursor));
  });

  test('may be in another order', async () => {
    const oldest = await withJobs(5, { listOrder: 'oldest' });
    expect((await page(oldest.client, '')).ids).toEqual(oldest.ids);
    const shuffled = await withJobs(20, { listOrder: 'shuffled' });
    const { ids } = await page(shuffled.client, '');
    expect(ids).not.toEqual(shuffled.ids.toReversed());
    expect(new Set(ids)).toEqual(new Set(shuffled.ids));
  });

  test('can be filtered by status, even if the job of its cursor changes status meanwhile', async () => {
    const { client, ids } = await withJobs(4);
    const first = await page(client, 'status=pending&pageSize=1');
    await client.request('PATCH', `/objects/jobs/${first.ids[0]}/cancel`);
    const second = await page(client, `status=pending&pageSize=1&cursor=${first.cursor}`);
    expect(second.ids).toEqual([ids[2]]);
    expect((await page(client, 'status=cancelled')).ids).toEqual([ids[3]]);
  });

  test('may show an old status, or may not show a new job yet', async () => {
    const { client, ids } = await withJobs(1, { listStatusLagMs: 100, listJobLagMs: 50 });
    expect((await page(client, '')).ids).toEqual([]);
    await client.world.advance(50);
    await client.request('PATCH', `/objects/jobs/${ids[0]}/cancel`);
    expect((await page(client, '')).jobs).toMatchObject([{ status: 'pending' }]);
    expect(await client.job(ids[0] ?? '')).toMatchObject({ status: 'cancelled' });
    await client.world.advance(100);
    expect((await page(client, '')).jobs).toMatchObject([{ status: 'cancelled' }]);
  });
});

test.each([
  ['dashed', 'milliseconds', /^[0-9a-f-]{36}$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ['plain', 'seconds', /^[0-9a-f]{32}$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
] as const)('user ids are %s, dates have %s', async (userIdForm, dateForm, id, date) => {
  const { client } = await withJobs(2, { userIdForm, dateForm });
  for (const job of (await page(client, '')).jobs) {
    expect(job['CreatedById']).toMatch(id);
    expect(job['UpdatedDate']).toMatch(date);
  }
});

test('ids and dates may alternate between both forms', async () => {
  const { client } = await withJobs(4, { userIdForm: 'mixed', dateForm: 'mixed' });
  const { jobs } = await page(client, '');
  expect(new Set(jobs.map((job) => String(job['CreatedById']).length))).toEqual(new Set([32, 36]));
});
