import { describe, expect, test } from 'vitest';
import { type Asker, createAsker, type Json } from '../../test/asker.ts';

/** The ids of one page and its cursor. */
async function page(asker: Asker, query: string) {
  const answer = await asker.askJson('GET', `/objects/jobs?${query}`);
  const jobs = answer['jobs'] as Json[];
  expect(answer['count']).toBe(jobs.length);
  return { ids: jobs.map((job) => job['Id']), jobs, cursor: answer['cursor'] };
}

async function withJobs(count: number, knobs: Parameters<typeof createAsker>[0] = {}) {
  const asker = createAsker({ ...knobs, activeJobsMax: 1000 });
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(await asker.create());
    await asker.world.advance(1);
  }
  return { asker, ids };
}

describe('the job list', () => {
  test('comes newest first, page by page, without a cursor at the end', async () => {
    const { asker, ids } = await withJobs(5);
    const first = await page(asker, 'pageSize=2');
    const second = await page(asker, `pageSize=2&cursor=${first.cursor}`);
    const third = await page(asker, `pageSize=2&cursor=${second.cursor}`);
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(ids.toReversed());
    expect(third.cursor).toBeUndefined();
  });

  test('has 25 jobs a page, 100 at most', async () => {
    const { asker } = await withJobs(30);
    expect((await page(asker, '')).ids).toHaveLength(25);
    for (const query of ['pageSize=101', 'pageSize=0', 'pageSize=x', 'cursor=x', 'status=open']) {
      expect(await asker.ask('GET', `/objects/jobs?${query}`)).toMatchObject({ status: 400 });
    }
  });

  test.each([
    ['present', (last: unknown) => last],
    ['repeated', (_: unknown, sent: unknown) => sent],
  ] as const)('may end with a cursor that is %s', async (listCursorEnd, expected) => {
    const { asker } = await withJobs(3, { listCursorEnd });
    const first = await page(asker, 'pageSize=2');
    const last = await page(asker, `pageSize=2&cursor=${first.cursor}`);
    expect(last.cursor).toBe(expected(last.ids.at(-1), first.cursor));
  });

  test('may be in another order', async () => {
    const oldest = await withJobs(5, { listOrder: 'oldest' });
    expect((await page(oldest.asker, '')).ids).toEqual(oldest.ids);
    const shuffled = await withJobs(20, { listOrder: 'shuffled' });
    const { ids } = await page(shuffled.asker, '');
    expect(ids).not.toEqual(shuffled.ids.toReversed());
    expect(new Set(ids)).toEqual(new Set(shuffled.ids));
  });

  test('can be narrowed to a status, and its cursor may change status meanwhile', async () => {
    const { asker, ids } = await withJobs(4);
    const first = await page(asker, 'status=pending&pageSize=1');
    await asker.ask('PATCH', `/objects/jobs/${first.ids[0]}/cancel`);
    const second = await page(asker, `status=pending&pageSize=1&cursor=${first.cursor}`);
    expect(second.ids).toEqual([ids[2]]);
    expect((await page(asker, 'status=cancelled')).ids).toEqual([ids[3]]);
  });

  test('may show an old status, or not show a new job yet', async () => {
    const { asker, ids } = await withJobs(1, { listStatusLagMs: 100, listJobLagMs: 50 });
    expect((await page(asker, '')).ids).toEqual([]);
    await asker.world.advance(50);
    await asker.ask('PATCH', `/objects/jobs/${ids[0]}/cancel`);
    expect((await page(asker, '')).jobs).toMatchObject([{ status: 'pending' }]);
    expect(await asker.job(ids[0] ?? '')).toMatchObject({ status: 'cancelled' });
    await asker.world.advance(100);
    expect((await page(asker, '')).jobs).toMatchObject([{ status: 'cancelled' }]);
  });
});

test.each([
  ['dashed', 'milliseconds', /^[0-9a-f-]{36}$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ['plain', 'seconds', /^[0-9a-f]{32}$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
] as const)('user ids are %s, dates have %s', async (userIdForm, dateForm, id, date) => {
  const { asker } = await withJobs(2, { userIdForm, dateForm });
  for (const job of (await page(asker, '')).jobs) {
    expect(job['CreatedById']).toMatch(id);
    expect(job['UpdatedDate']).toMatch(date);
  }
});

test('ids and dates may come in both forms', async () => {
  const { asker } = await withJobs(4, { userIdForm: 'mixed', dateForm: 'mixed' });
  const { jobs } = await page(asker, '');
  expect(new Set(jobs.map((job) => String(job['CreatedById']).length))).toEqual(new Set([32, 36]));
});
