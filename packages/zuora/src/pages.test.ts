import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import { collect, type Received, rejection, serve } from './local-server.fixture.ts';

async function jobsOf(answer: (request: Received) => unknown) {
  const { baseUrl, received } = await serve((request) => ({ body: answer(request) }));
  return { jobs: zuoraClient({ baseUrl, token: 'token-1' }).jobs, received };
}

function page(ids: readonly string[], cursor?: unknown, count: unknown = ids.length): unknown {
  return { count, cursor, jobs: ids.map((Id) => ({ Id, status: 'pending' })) };
}

function names(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `j${from + index}`);
}

describe('list', () => {
  it('sends the page size, the cursor and the status', async () => {
    const { jobs, received } = await jobsOf(() => page(['a', 'b'], 'b'));
    const listed = await jobs.list({ pageSize: 2, cursor: 'x&y', status: 'pending' });
    expect(listed).toMatchObject({ jobs: [{ id: 'a' }, { id: 'b' }], cursor: 'b' });
    expect(Object.fromEntries(received[0]?.query ?? [])).toEqual({
      pageSize: '2',
      cursor: 'x&y',
      status: 'pending',
    });
    await jobs.list();
    expect(Object.fromEntries(received[1]?.query ?? [])).toEqual({ pageSize: '100' });
  });

  it.each([
    ['fewer jobs than requested', page(['a'], 'a')],
    ['no jobs', page([], 'b', 2)],
    ['no cursor', page(['a', 'b'])],
    ['an empty cursor', page(['a', 'b'], '')],
    ['a cursor of another type', page(['a', 'b'], 7)],
    ['the same cursor', page(['a', 'b'], 'before')],
  ])('treats a page with %s as the last', async (_, body) => {
    const { jobs } = await jobsOf(() => body);
    expect(await jobs.list({ pageSize: 2, cursor: 'before' })).not.toHaveProperty('cursor');
  });

  it.each([
    ['no list', { count: 0 }],
    ['a job without an Id', { jobs: [{ status: 'pending' }] }],
  ])('rejects a page with %s', async (_, body) => {
    const { jobs } = await jobsOf(() => body);
    expect(await rejection(jobs.list())).toMatchObject({ failure: { answer: 'lost' } });
  });

  it.each([{ pageSize: 0 }, { pageSize: 101 }, { pagesize: 5 }])('refuses %j', async (query) => {
    const { jobs } = await jobsOf(() => page([]));
    expect(await rejection(jobs.list(query))).toBeInstanceOf(TypeError);
  });
});

describe('pages', () => {
  it('follows the cursor to the last page and yields each job once', async () => {
    const { jobs, received } = await jobsOf(({ query }) => {
      // A job created meanwhile moves the last job of each page to the next page.
      const from = Number(query.get('cursor')?.slice(1) ?? 0);
      return page(names(from, Math.min(from + 10, 35)), `j${from + 9}`);
    });
    const pages = await collect(jobs.pages({ pageSize: 10, status: 'pending' }));
    expect(pages.flatMap(({ jobs }) => jobs.map(({ id }) => id))).toEqual(names(0, 35));
    expect(pages).toHaveLength(4);
    expect(received.every(({ query }) => query.get('status') === 'pending')).toBe(true);
  });

  it('stops when the cursors form a cycle', async () => {
    const next: Record<string, string> = { a: 'b', b: 'c', c: 'a' };
    const { jobs, received } = await jobsOf(({ query }) => {
      const cursor = next[query.get('cursor') ?? 'c'] ?? '';
      return page([`job-${cursor}`], cursor);
    });
    const pages = await collect(jobs.pages({ pageSize: 1 }));
    expect(pages.flatMap(({ jobs }) => jobs.map(({ id }) => id))).toEqual([
      'job-a',
      'job-b',
      'job-c',
    ]);
    expect(received.length).toBeLessThanOrEqual(4);
  });

  it('requests a page only when the caller needs it', async () => {
    const { jobs, received } = await jobsOf(() => page(['a'], `c${Math.random()}`));
    for await (const { jobs: found } of jobs.pages({ pageSize: 1 })) {
      expect(found).toHaveLength(1);
      break;
    }
    expect(received).toHaveLength(1);
  });
});
