import { type MigrateOptions, migrate, type Progress, resume, type Source } from '@rowferry/core';
import { DEFAULT_CLIENT, defineObject, type SimulatorOptions } from '@rowferry/simulator';
import { zuora } from '@rowferry/zuora';
import { describe, expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { memoryDisk } from '../world/memory-disk.ts';

const ROWS = 10;
const STEP = 2;
const HOUR_MS = 3_600_000;

/** A source of so many records; it knows its size only if `isSized`. */
function source(count: number, isSized: boolean): Source {
  return {
    name: 'numbers',
    async *read({ checkpoint = 0 }) {
      for (let from = Number(checkpoint); from < count; from += STEP) {
        const records = Array.from({ length: STEP }, (_, index) => ({ n: from + index }));
        const fraction = (from + STEP) / count;
        yield { records, checkpoint: from + STEP, ...(isSized && { fraction }) };
      }
    },
  };
}

/** Runs jobs of one virtual tenant, each request of which takes 10 ms, and returns what its books say. */
async function runJobs(
  count: number,
  knobs: NonNullable<SimulatorOptions['knobs']>,
  { isSized = false, jobs = {} as MigrateOptions['jobs'], hoursMax = 0 } = {},
) {
  const disk = memoryDisk();
  const time = idleTime(`slots ${count}`, disk);
  const lists: number[] = [];
  /** When the errors of a job were asked for first, which is once its end is found. */
  const found = new Map<string, number>();
  let requests = 0;
  const waits = new Set<string>();
  await using tenant = await time.startTenant({
    definitions: [defineObject('Thing', { n__c: { type: 'integer' } })],
    knobs: { faults: 'any delay probability=1 delayMs=10', ...knobs },
    onRequest({ endpoint, url, at }) {
      if (endpoint === 'list') lists.push(at);
      const [, , , id = ''] = url.split('/');
      if (endpoint === 'errors' && !found.has(id)) found.set(id, at);
      if (endpoint !== 'token') requests++;
    },
  });
  const login = { baseUrl: tenant.url, ...DEFAULT_CLIENT, dispatcher: time.dispatcher };
  const options = {
    columns: { n__c: 'n' },
    target: time.track(zuora({ ...login, object: 'Thing', operation: 'create' })),
    runDir: '/run',
    world: time.world,
    jobs: { maxRows: ROWS, ...jobs },
    plugins: [
      {
        name: 'waits',
        onProgress: (progress: Progress) =>
          void progress.waits.forEach((wait) => void waits.add(wait.for)),
      },
    ],
  };
  const input = () => source(count * ROWS, isSized);
  let ended = await migrate(input(), options).catch((error: unknown) => error);
  const codes: unknown[] = [];
  for (let hours = 0; ended instanceof Error && hours < hoursMax; hours += 8) {
    codes.push('code' in ended && ended.code);
    await time.world.sleep(8 * HOUR_MS, new AbortController().signal);
    ended = await resume(input(), options).catch((error: unknown) => error);
  }
  const books = tenant.tenant.jobs().map(({ id, startedAt = 0, endedAt = 0, rowsStored }) => ({
    ...{ startedAt, endedAt, rowsStored, foundAt: found.get(id) ?? Number.POSITIVE_INFINITY },
  }));
  const [from, to] = [books[0]?.startedAt ?? 0, books.at(-1)?.endedAt ?? 0];
  const polls = lists.filter((at) => at > from && at < to);
  const journal = Buffer.from(disk.files.get('/run/journal.jsonl') ?? []).toString();
  const counted = [...journal.matchAll(/"type":"requests","at":\d+,"count":(\d+)/g)];
  return {
    ...{ ended, codes, books, waits, polls, requests },
    pollsPerSecond: (polls.length * 1000) / (to - from),
    requestsJournaled: counted.reduce((sum, [, count]) => sum + Number(count), 0),
  };
}

type Book = Awaited<ReturnType<typeof runJobs>>['books'][number];

/** The share of time in which five slots are at work, from the first upload to the last one. */
function atWork(books: readonly Book[]): number {
  const from = Math.min(...books.map(({ startedAt }) => startedAt));
  const to = Math.max(...books.map(({ startedAt }) => startedAt));
  const worked = books.map(({ startedAt, endedAt }) => Math.min(endedAt, to) - startedAt);
  return worked.reduce((sum, ms) => sum + ms, 0) / 5 / (to - from);
}

describe('five slots', () => {
  test.each([
    ['2 s', 2_000, 0.9, 4],
    ['60 s', 60_000, 0.97, 0.6],
  ])('are at work while jobs take about %s, with few list calls', async (_, ms, least, most) => {
    const knobs = { processingMs: ms, processingSpread: 0.5 };
    const { books, pollsPerSecond } = await runJobs(40, knobs);
    expect(books).toHaveLength(40);
    expect(atWork(books)).toBeGreaterThan(least);
    expect(pollsPerSecond).toBeLessThan(most);
  });

  test('end together, if the source knows its size', async () => {
    const knobs = { processingMsPerRow: 1_000, processingSpread: 0.3 };
    const lastEnds = async (isSized: boolean) => {
      const { books } = await runJobs(20, knobs, { isSized });
      expect(books.reduce((sum, { rowsStored }) => sum + rowsStored, 0)).toBe(200);
      const [last = 0, , , , fifth = 0] = books.map(({ endedAt }) => endedAt).sort((a, b) => b - a);
      return last - fifth;
    };
    expect(await lastEnds(true)).toBeLessThan((await lastEnds(false)) / 2);
  });

  test('are free again soon, also if a small job runs beside long ones', async () => {
    // The fourteenth chunk has two rows.
    const { ended, books } = await runJobs(13.2, { processingMsPerRow: 1_000 });
    expect(ended).toMatchObject({ status: 'completed' });
    const small = books.at(-1) ?? expect.fail();
    const beside = books.filter(({ endedAt }) => endedAt > small.endedAt);
    expect([small, ...beside].map(({ rowsStored }) => rowsStored)).toEqual([2, 10, 10, 10]);
    expect(Math.min(...beside.map(({ endedAt }) => endedAt - small.endedAt))).toBeGreaterThan(5000);
    expect(small.foundAt - small.endedAt).toBeLessThan(1000);
  });
});

test('`maxRows: auto` finds the rows at which the fixed part of a job is a twentieth of its time', async () => {
  const knobs = { processingMs: 100, processingMsPerRow: 1 };
  const { ended, books } = await runJobs(3_000, knobs, { jobs: { maxRows: 'auto' } });
  expect(ended).toMatchObject({ status: 'completed', records: { loaded: 30_000 } });
  const sizes = books.map(({ rowsStored }) => rowsStored).sort((a, b) => a - b);
  expect(sizes).toContain(1000);
  // Asking for a job that has ended takes time, too, which counts as fixed.
  const middle = sizes[Math.floor(sizes.length / 2)] ?? 0;
  expect(middle).toBeGreaterThan(1_900);
  expect(middle).toBeLessThan(8_000);
});

describe('the quota of a tenant', () => {
  test('leaves a tenth of its requests to polling, and the wait is reported', async () => {
    const knobs = { processingMs: 600_000, requestsPerHour: 300 };
    const { ended, polls, waits } = await runJobs(5, knobs);
    expect(ended).toMatchObject({ status: 'completed' });
    expect(waits).toContain('quota');
    expect(polls.length).toBeLessThan(10);
  });

  test('of an hour is used up to a share, and waited for', async () => {
    const knobs = { processingMs: 1_000, requestsPerHour: 60 };
    const { ended, books, waits } = await runJobs(20, knobs, { jobs: { quotaShare: 0.5 } });
    expect(ended).toMatchObject({ status: 'completed', records: { loaded: 200 } });
    expect(waits).toContain('quota');
    const hours = Math.ceil(((books.at(-1)?.endedAt ?? 0) - (books[0]?.startedAt ?? 0)) / HOUR_MS);
    expect(hours).toBeGreaterThan(1);
  });

  test('of a day is used up to a share: then the run ends, and so do resumes, until a day has passed', async () => {
    const knobs = { processingMs: 1_000, requestsPerDay: 100 };
    const { ended, codes } = await runJobs(20, knobs, { hoursMax: 100 });
    expect(ended).toMatchObject({ status: 'completed', records: { loaded: 200 } });
    expect(new Set(codes)).toEqual(new Set(['QUOTA_SPENT']));
    expect(codes.length).toBeGreaterThanOrEqual(2);
  });

  test('counts every request that was answered, also those of the last minute', async () => {
    const { requests, requestsJournaled } = await runJobs(3, { processingMs: 1_000 });
    expect(requests).toBeGreaterThan(10);
    expect(requestsJournaled).toBe(requests);
  });
});
