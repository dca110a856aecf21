import { type Job, migrate, RowferryError, resume, type Target } from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const RECORDS = Array.from({ length: 6 }, (_, n) => ({ n }));

function scene() {
  const world = virtualWorld(1);
  const columns = {
    n__c: { type: 'number', required: false, unique: true, filterable: true, system: false },
  } as const;
  const refuse = ({ n__c }: Record<string, string>) =>
    n__c === '1' ? [{ code: 1, message: 'no' }] : [];
  const scripted = scriptedTarget(world, {
    ...{ tookMs: () => 3000, refuse, definition: { object: 'Thing', columns } },
  });
  const createdAt = new Map<string, string>();
  const dated = (job: Job): Job => ({
    ...job,
    createdBy: 'us',
    createdAt: createdAt.get(job.id) as string,
  });
  const target: typeof scripted = {
    ...scripted,
    async create(request, given) {
      const job = await scripted.create(request, given);
      createdAt.set(job.id, new Date(world.now()).toISOString());
      return dated(job);
    },
    get: async (id, given) => dated(await scripted.get(id, given)),
    list: async (query, given) => ({
      jobs: (await scripted.list(query, given)).jobs.map(dated),
    }),
  };
  const options = {
    ...{ columns: { n__c: 'n' }, world, runDir: '/run' },
    jobs: { maxRows: 2, concurrency: 1, errorsLagSeconds: 0, lookupLagSeconds: 0, attemptsMax: 3 },
  };
  return { target, options };
}

type Answer = (call: () => unknown) => unknown;

/** The target, whose method answers something else. */
function answering(target: Target, method: keyof Target, answer: Answer): Target {
  const call = target[method] as (...args: readonly unknown[]) => unknown;
  return { ...target, [method]: (...args: readonly unknown[]) => answer(() => call(...args)) };
}

type Scene = ReturnType<typeof scene>;

/**
 * A run with the right target ends what the wrong one began. What is stored is loaded or unresolved, and the
 * records of a file that was never answered for are unresolved.
 */
async function expectResumed({ target, options }: Scene, unresolved = 0): Promise<void> {
  const { status, records } = await resume(RECORDS, { ...options, target });
  const rejected = unresolved === 0 ? 1 : 0;
  expect({ status, ...records }).toMatchObject({
    ...{ status: 'completed', read: 6, unresolved, rejected, loaded: 6 - unresolved - rejected },
  });
  await expectNoneLeft(target, records.loaded);
}

/** No record is stored twice, and no job is left that is not over. */
async function expectNoneLeft(target: Target & Scene['target'], loaded: number): Promise<void> {
  expect(new Set(target.stored.map(({ n__c }) => n__c)).size).toBe(target.stored.length);
  expect(target.stored).toHaveLength(loaded);
  const { jobs } = await target.list({}, { signal: new AbortController().signal });
  expect(jobs.filter(({ phase }) => phase !== 'over')).toEqual([]);
}

const ODD: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a text', 'ok'],
  ['a list', []],
];
const HALVES: readonly (readonly [string, unknown])[] = [
  ['a job without an id', { phase: 'waiting', status: 'pending' }],
  ['a job of an unknown phase', { id: 'x', phase: 'pending' }],
  ['a job that is over without a result', { id: 'x', phase: 'over' }],
];

describe('a target that answers something else', () => {
  test.each([
    ...ODD.flatMap(([what, answer]) => [
      ['get', what, answer] as const,
      ['list', what, answer] as const,
      ['outcomes', what, answer] as const,
      ...(answer === undefined ? [] : [['describe', what, answer] as const]),
      ...(typeof answer === 'string' || answer === undefined
        ? []
        : [['identity', what, answer] as const]),
    ]),
    ...HALVES.flatMap(([what, answer]) => [
      ['get', what, answer] as const,
      ['list', `a page with ${what}`, { jobs: [answer] }] as const,
    ]),
    ['describe', 'a definition with odd columns', { columns: { n__c: null } }],
  ] as const)('to `%s`, %s, ends with an error that says so', async (method, _, answer) => {
    const one = scene();
    // `get` is asked for only after a trouble.
    const asking = method === 'get' ? answering(one.target, 'upload', () => undefined) : one.target;
    const target = answering(asking, method, () => answer);
    const error: unknown = await migrate(RECORDS, { ...one.options, target }).catch((end) => end);
    expect(error).toBeInstanceOf(RowferryError);
    expect(error).toMatchObject({ code: 'TARGET_FAILED' });
    expect((error as RowferryError).message).toMatch(new RegExp(`^scripted, ${method}: expected `));
    await expectResumed(one);
  });

  test('to `outcomes` with a promise that rejects ends with an error that says so', async () => {
    const one = scene();
    const target = answering(one.target, 'outcomes', () => Promise.reject(new Error('no')));
    await expect(migrate(RECORDS, { ...one.options, target })).rejects.toMatchObject({
      code: 'TARGET_FAILED',
    });
    await expectResumed(one);
  });

  test.each([
    ['null', null],
    ['a text', 'no'],
    ['an unknown outcome', { outcome: 'maybe', row: 2 }],
    ['a row number that is a text', { row: '2' }],
  ])('with %s as an outcome ends with an error that says so', async (_, item) => {
    const one = scene();
    const target = answering(one.target, 'outcomes', async function* () {
      yield item;
    });
    await expect(migrate(RECORDS, { ...one.options, target })).rejects.toMatchObject({
      code: 'TARGET_FAILED',
      message: expect.stringMatching(/^scripted, outcomes: expected outcomes of rows/) as string,
    });
    await expectResumed(one);
  });

  test.each([...ODD, ...HALVES])(
    'to `create`, %s, has lost the create: its job is accounted for',
    async (_, answer) => {
      const one = scene();
      let count = 0;
      const target = answering(one.target, 'create', async (call) => {
        const job = await call();
        return ++count === 2 ? answer : job;
      });
      const { records } = await migrate(RECORDS, { ...one.options, target });
      expect(records).toMatchObject({ read: 6, loaded: 5, rejected: 1 });
      expect(count).toBe(4);
      await expectNoneLeft(one.target, 5);
    },
  );

  test('to every `create` stops the run, and leaves nothing that a resume does not find', async () => {
    for (const isCreated of [true, false]) {
      const one = scene();
      const target = answering(one.target, 'create', async (call) => {
        if (isCreated) await call();
      });
      const error: unknown = await migrate(RECORDS, { ...one.options, target }).catch((end) => end);
      expect(error).toMatchObject({ code: isCreated ? 'CREATE_LOST' : 'RETRIES_EXHAUSTED' });
      if (!isCreated)
        expect((error as Error).message).toContain('scripted, create: expected a job');
      expect(one.target.stored).toEqual([]);
    }
  });

  test.each([...ODD, ...HALVES])(
    'to `upload`, %s, has lost the answer: the job shows that its file was taken',
    async (_, answer) => {
      const one = scene();
      const target = answering(one.target, 'upload', async (call) => {
        await call();
        return answer;
      });
      const { records } = await migrate(RECORDS, { ...one.options, target });
      expect(records).toMatchObject({ read: 6, loaded: 5, rejected: 1, unresolved: 0 });
      await expectNoneLeft(one.target, 5);
    },
  );

  test('to every `upload`, and takes no file, stops the run', async () => {
    const one = scene();
    const target = answering(one.target, 'upload', () => undefined);
    await expect(migrate(RECORDS, { ...one.options, target })).rejects.toMatchObject({
      code: 'RETRIES_EXHAUSTED',
      message: expect.stringContaining('scripted, upload: expected a job') as string,
    });
    await expectResumed(one, 2);
  });

  test.each(ODD)(
    'to `cancel`, %s, does no harm: the job shows what came of it',
    async (_, answer) => {
      const one = scene();
      const target = answering(
        answering(one.target, 'upload', () => undefined),
        'cancel',
        async (call) => {
          await call();
          return answer;
        },
      );
      await expect(migrate(RECORDS, { ...one.options, target })).rejects.toMatchObject({
        code: 'RETRIES_EXHAUSTED',
        later: [],
      });
      await expectResumed(one, 2);
    },
  );
});
