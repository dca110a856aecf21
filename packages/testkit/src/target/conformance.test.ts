import {
  type JobEnd,
  type Meaning,
  type RowOutcome,
  type Target,
  TargetError,
} from '@rowferry/core';
import { describe, expect, test, vi } from 'vitest';
import { failedRules } from '../broken.fixture.ts';
import { TARGET_RULES, targetConformance } from './conformance.ts';
import { failure, memorySubject, type Sabotage } from './memory-target.fixture.ts';
import type { Mishap } from './subject.ts';

vi.mock('node:timers/promises', () => import('../virtual-timers.fixture.ts'));

describe('a target that keeps every promise', () => {
  targetConformance({ test, ...memorySubject() });
});

describe('a target without the optional methods', () => {
  const { stored: _, open, ...subject } = memorySubject();
  targetConformance({
    test,
    ...subject,
    async open(trouble) {
      const { describe: _d, find: _f, ...target } = (await open(trouble)).target;
      return { target };
    },
  });
});

/** Each breaks only the rule that is its key. */
const SABOTAGES: Record<string, Sabotage> = {
  shape: () => ({ limits: { activeJobsMax: 0, fileBytesMax: 1 } }),
  identity: () => ({ identity: async () => String(Math.random()) }),
  create: ({ create }) => ({
    create: async (...given) => ({ ...(await create(...given)), phase: 'working' }),
  }),
  get: ({ get }) => ({
    get: async (id, options) => ({ ...(await get(id, options)), id: 'job-1' }),
  }),
  list: ({ list }) => ({
    async list(query, options) {
      const { jobs, ...page } = await list(query, options);
      return query.isWaiting === undefined ? { ...page, jobs: jobs.slice(1) } : { ...page, jobs };
    },
  }),
  'list-waiting': ({ list }) => ({
    list: ({ isWaiting: _, ...query }, options) => list(query, options),
  }),
  upload: ({ get }) => ({ get: withResult(get, 'completed', 'failed') }),
  'upload-closes': ({ upload }) => ({
    async upload(id, file, options) {
      const blocks: Uint8Array[] = [];
      const iterator = file.open()[Symbol.asyncIterator]();
      for (let left = file.sizeBytes; left > 0; left -= blocks.at(-1)?.length ?? 0) {
        const { value = new Uint8Array(left) } = await iterator.next();
        blocks.push(value);
      }
      return await upload(id, { ...file, open: () => listed(blocks) }, options);
    },
  }),
  outcomes: ({ outcomes }) => ({
    async *outcomes(id, options) {
      for await (const { row: _, record: __, ...rest } of outcomes(id, options)) yield rest;
    },
  }),
  'outcomes-leave': ({ outcomes }) => ({
    outcomes(id, options) {
      const inner = outcomes(id, options)[Symbol.asyncIterator]();
      const failing = () => Promise.reject(new Error('it cannot be left'));
      return { [Symbol.asyncIterator]: () => ({ next: () => inner.next(), return: failing }) };
    },
  }),
  'outcomes-stream': ({ outcomes }) => ({
    async *outcomes(id, options) {
      const all: RowOutcome[] = [];
      for await (const one of outcomes(id, options)) all.push(one);
      yield* all;
    },
  }),
  cancel: ({ get }) => ({ get: withResult(get, 'cancelled', 'failed') }),
  describe: ({ describe }) => ({
    describe: async (options) => ({ columns: {}, ...(await describe?.(options)), object: 'x' }),
  }),
  find: ({ find }) => ({
    async *find(...asked) {
      for await (const record of find?.(...asked) ?? []) if ('absent' in record) yield record;
    },
  }),
  unsent: (target, trouble) => ({ get: reportingAs(target, trouble?.mishap === 'unsent', 'lost') }),
  lost: ({ create, list }, trouble) => ({
    create: (request, options) =>
      create(request, options).catch(async (error: unknown) => {
        const [job] = (await list({}, options)).jobs;
        if (trouble?.mishap === 'lost' && job !== undefined) return job;
        throw error;
      }),
  }),
  cut: (target, trouble) => ({ get: reportingAs(target, trouble?.mishap === 'cut', 'refused') }),
  refused: (target, trouble) => ({
    get: reportingAs(target, trouble?.mishap === 'refused', 'lost'),
  }),
  strange: ({ cancel }, trouble) => ({
    cancel: (id, options) =>
      cancel(id, options).catch((error: unknown) => {
        throw trouble?.mishap === 'strange' ? failure('refused') : error;
      }),
  }),
  login: meaningOther('get', 'login'),
  rate: meaningOther('get', 'rate'),
  passing: meaningOther('get', 'passing'),
  full: meaningOther('create', 'full'),
  'too-large': meaningOther('upload', 'too-large'),
  lasting: meaningOther('create', 'lasting'),
  other: meaningOther('upload', 'other', 'passing'),
  'unknown-job': (target, trouble) => ({ get: reportingAs(target, trouble === undefined, 'lost') }),
  'one-file': ({ upload, get }, trouble) => ({
    upload: (id, file, options) =>
      upload(id, file, options).catch(async (error: unknown) => {
        options.signal.throwIfAborted();
        const seen = await get(id, options);
        if (trouble === undefined && seen.result === 'completed') return seen;
        throw error;
      }),
  }),
  'unreadable-file': ({ upload }) => ({
    upload: (id, file, options) =>
      upload(id, file, options).catch((error: unknown) => {
        options.signal.throwIfAborted();
        throw error instanceof TargetError ? error : failure('lost');
      }),
  }),
  'abort-before': ({ create }) => ({
    async create(request, { signal }) {
      const anyway = signal.aborted ? new AbortController().signal : signal;
      const job = await create(request, { signal: anyway });
      signal.throwIfAborted();
      return job;
    },
  }),
  'abort-during': ({ get }, trouble) => ({
    get: (id, options) =>
      get(id, options).catch((error: unknown) => {
        throw trouble?.mishap === 'stalled' ? failure('lost') : error;
      }),
  }),
};

/** More ways to break the same rules. */
const OTHER_SABOTAGES: [string, Sabotage][] = [
  [
    'list',
    ({ list }) => ({
      list: async (query, options) => ({ ...(await list(query, options)), cursor: '0' }),
    }),
  ],
  [
    'find',
    () => ({ find: (column, values) => listed(values.map((value) => ({ [column]: value }))) }),
  ],
  ['refused', ({ get }) => ({ get: (...asked) => get(...asked).catch(withoutTargetError) })],
  [
    'unreadable-file',
    ({ create, get }) => ({ create, upload: (id, _, options) => get(id, options) }),
  ],
];

async function failedOf(sabotage: Sabotage): Promise<string[]> {
  return await failedRules((test) => targetConformance({ test, ...memorySubject(sabotage) }));
}

test.concurrent.each(Object.entries(SABOTAGES))(
  'only %s fails if it is broken',
  async (name, sabotage) => {
    expect(await failedOf(sabotage)).toEqual([name]);
  },
);

test.concurrent.each(OTHER_SABOTAGES)(
  '%s fails, broken in another way: %#',
  async (name, sabotage) => {
    expect(await failedOf(sabotage)).toContain(name);
  },
);

test('every rule is broken here', () => {
  expect(Object.keys(SABOTAGES).sort()).toEqual(TARGET_RULES.map(({ name }) => name).sort());
});

test('a target with `find` needs the option `stored`', async () => {
  const { stored: _, ...subject } = memorySubject();
  expect(await failedRules((test) => targetConformance({ test, ...subject }))).toContain('lost');
});

type Get = Target['get'];

function withResult(get: Get, from: JobEnd, to: JobEnd): Get {
  return async (id, options) => {
    const job = await get(id, options);
    return job.result === from ? { ...job, result: to } : job;
  };
}

/** Reports a failure with another answer. */
function reportingAs({ get }: Target, isMeant: boolean, answer: 'lost' | 'refused'): Get {
  return (id, options) =>
    get(id, options).catch((error: unknown) => {
      throw isMeant && error instanceof TargetError ? failure(answer) : error;
    });
}

/** Reports one meaning of one operation as another. */
function meaningOther(
  operation: 'create' | 'upload' | 'get',
  meaning: Mishap,
  reported: Meaning = 'other',
): Sabotage {
  return (target, trouble) => {
    const other = (error: unknown) => {
      throw trouble?.mishap === meaning ? failure('refused', reported) : error;
    };
    const { create, upload, get } = target;
    const all = {
      create: (...asked: Parameters<typeof create>) => create(...asked).catch(other),
      upload: (...asked: Parameters<typeof upload>) => upload(...asked).catch(other),
      get: (...asked: Parameters<typeof get>) => get(...asked).catch(other),
    };
    return { [operation]: all[operation] };
  };
}

function withoutTargetError(): never {
  throw new Error('it did not work');
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
