import { migrate, type Plugin, RunStopped, resume, type Source, type Target } from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { type ScriptedTarget, scriptedTarget } from '../world/scripted-target.ts';
import { type VirtualWorld, virtualWorld } from '../world/virtual-world.ts';

const GRACE_SECONDS = 5;
const REASON = new Error('enough');
const RECORDS = Array.from({ length: 6 }, (_, n) => ({ n }));

interface Scene {
  readonly world: VirtualWorld;
  readonly target: ScriptedTarget;
  /** What never settles: it aborts the run at its first call. */
  hang(): Promise<never>;
  readonly signal: AbortSignal;
  /** When the run was aborted, once for each call. */
  readonly abortedAt: number[];
}

function scene(): Scene {
  const world = virtualWorld(1);
  const refuse = ({ n__c }: Record<string, string>) =>
    n__c === '1' ? [{ code: 1, message: 'no' }] : [];
  const abort = new AbortController();
  const abortedAt: number[] = [];
  const columns = {
    n__c: { type: 'number', required: false, unique: true, filterable: true, system: false },
  } as const;
  return {
    world,
    target: scriptedTarget(world, {
      ...{ tookMs: () => 3000, refuse, definition: { object: 'Thing', columns } },
    }),
    signal: abort.signal,
    abortedAt,
    hang() {
      setImmediate(() => {
        abortedAt.push(world.elapsed());
        abort.abort(REASON);
      });
      return new Promise<never>(() => {});
    },
  };
}

const optionsOf = ({ world, target }: Scene) => ({
  columns: { n__c: 'n' },
  target: target as Target,
  world,
  runDir: '/run',
  jobs: { maxRows: 2, concurrency: 1, errorsLagSeconds: 0, graceSeconds: GRACE_SECONDS },
});

/** Runs until the abort has ended the run, and returns what ended it. */
async function endOf(
  { world, signal, abortedAt }: Scene,
  run: (signal: AbortSignal) => Promise<unknown>,
  graces = 1,
): Promise<RunStopped> {
  const error: unknown = await run(signal).then(
    () => expect.fail('it completed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RunStopped);
  expect(abortedAt.length).toBeGreaterThan(0);
  expect(world.elapsed() - (abortedAt[0] ?? 0)).toBeLessThanOrEqual(graces * GRACE_SECONDS * 1000);
  return error as RunStopped;
}

/** The run continues when nothing hangs, and every record is stored at most once. */
async function expectResumed(one: Scene): Promise<void> {
  const summary = await resume(RECORDS, optionsOf(one));
  expect(summary).toMatchObject({ status: 'completed', records: { read: 6, rejected: 1 } });
  expect(summary.records.loaded + summary.records.unresolved).toBe(5);
  const stored = one.target.stored.map(({ n__c }) => n__c);
  expect([...stored].sort()).toEqual(['0', '2', '3', '4', '5']);
}

describe('a plugin whose hook never settles', () => {
  const hooks = ['onStart', 'transform', 'transformBatch', 'onVerdicts', 'onJob', 'onProgress'];
  test.each(hooks)(
    '%s: the run ends after its grace, names it, and can be resumed',
    async (hook) => {
      const one = scene();
      const { hang } = one;
      const plugin = { name: 'deaf', [hook]: () => hang() } as Plugin;
      const options = { ...optionsOf(one), plugins: [plugin] };
      const ended: string[] = [];
      const other: Plugin = {
        name: 'other',
        onEnd: async ({ summary }) => {
          await one.world.sleep(1000, new AbortController().signal);
          ended.push(summary.status);
        },
      };
      // The end of another plugin is waited for, whatever hangs.
      const error = await endOf(
        one,
        (signal) => migrate(RECORDS, { ...options, plugins: [plugin, other], signal }),
        2,
      );
      expect(error).toMatchObject({ code: 'INTERRUPTED', cause: REASON });
      expect(error.later).toMatchObject([
        { code: 'PLUGIN_FAILED', message: `deaf, ${hook}: it had not settled when the run ended` },
      ]);
      expect(ended).toEqual(['interrupted']);
      await expectResumed(one);
    },
  );

  test('onEnd: every record has its verdict, and the run says so', async () => {
    const one = scene();
    const plugins: Plugin[] = [{ name: 'deaf', onEnd: () => one.hang() }];
    const error = await endOf(one, (signal) =>
      migrate(RECORDS, { ...optionsOf(one), plugins, signal }),
    );
    expect(error).toMatchObject({
      code: 'PLUGIN_FAILED',
      summary: { status: 'completed', records: { loaded: 5, rejected: 1 } },
    });
    await expectResumed(one);
  });

  test('onEnd after an abort: it has a grace of its own', async () => {
    const one = scene();
    let calls = 0;
    const plugin: Plugin = {
      name: 'deaf',
      transform: () => one.hang(),
      onEnd: () => {
        calls++;
        return new Promise(() => {});
      },
    };
    const error = await endOf(
      one,
      (signal) => migrate(RECORDS, { ...optionsOf(one), plugins: [plugin], signal }),
      2,
    );
    expect([error.code, calls]).toEqual(['INTERRUPTED', 1]);
    expect(error.later.map(({ message }) => message)).toEqual([
      'deaf, transform: it had not settled when the run ended',
      'deaf, onEnd: it had not settled when the run ended',
    ]);
    await expectResumed(one);
  });

  test('transform: no record is rejected because its transform was abandoned', async () => {
    const one = scene();
    const plugins: Plugin[] = [
      { name: 'deaf', transform: (record) => (record['n'] === 3 ? one.hang() : record) },
    ];
    const error = await endOf(one, (signal) =>
      migrate(RECORDS, { ...optionsOf(one), plugins, signal }),
    );
    expect(error.summary.records.rejected).toBeLessThanOrEqual(1);
    await expectResumed(one);
  });
});

const TARGET_CALLS = [
  ...['identity', 'describe', 'list', 'create', 'upload', 'get', 'outcomes', 'cancel'],
] as const;

describe('a target that ignores the signal', () => {
  test.each(TARGET_CALLS)('%s: the run ends after its grace, and can be resumed', async (call) => {
    const one = scene();
    const { hang, target } = one;
    const silent = { [Symbol.asyncIterator]: () => ({ next: hang, return: hang }) };
    const answer = () => (call === 'outcomes' ? silent : hang());
    const deaf = { ...target, [call]: answer } as Target;
    const isAsked = await isAskedFor(call, one, deaf);
    expect(isAsked).toBe(true);
    await expectResumed(one);
  });
});

/** `get` and `cancel` are asked for only after a trouble. */
async function isAskedFor(call: string, one: Scene, deaf: Target): Promise<boolean> {
  const { world, target } = one;
  const troubled: Target = {
    ...deaf,
    ...(call === 'get' && {
      list: async (query, options) => {
        const page = await target.list(query, options);
        return { jobs: page.jobs.filter(() => query.pageSize === 1) };
      },
    }),
    ...(call === 'cancel' && {
      upload: async () => {
        setImmediate(() => one.hang());
        await world.sleep(1, new AbortController().signal);
        throw new Error('broken');
      },
    }),
  };
  const error = await endOf(one, (signal) =>
    migrate(RECORDS, { ...optionsOf(one), target: troubled, signal }),
  );
  return error instanceof RunStopped && one.abortedAt.length > 0;
}

describe('a source that never settles', () => {
  const sourceOf = (next: () => Promise<unknown>, end: () => Promise<unknown>): Source => ({
    name: 'deaf',
    read: () => ({ [Symbol.asyncIterator]: () => ({ next, return: end }) as never }),
  });

  test('at its next batch or when it is to return', async () => {
    const one = scene();
    const source = sourceOf(one.hang, () => new Promise(() => {}));
    const error = await endOf(one, (signal) => migrate(source, { ...optionsOf(one), signal }));
    expect(error).toMatchObject({ code: 'INTERRUPTED', later: [] });
    await expectResumed(one);
  });

  test('when it is to return after the run was stopped by an error', async () => {
    const one = scene();
    const source = sourceOf(async () => ({ value: { records: RECORDS } }), one.hang);
    const plugins: Plugin[] = [
      {
        name: 'broken',
        onJob() {
          throw new Error('broken');
        },
      },
    ];
    const error = await endOf(one, (signal) =>
      migrate(source, { ...optionsOf(one), plugins, signal }),
    );
    expect(error.code).toBe('PLUGIN_FAILED');
    await expectResumed(one);
  });

  test.each<[string, (n: number) => readonly object[]]>([
    ['without a record', () => []],
    ['whose records are all skipped', (n) => [{ n, skipped: true }]],
  ])('that waits for nothing, and yields batches %s for ever', async (_, recordsAt) => {
    const one = scene();
    const source: Source = {
      name: 'endless',
      async *read() {
        for (let n = 0; ; n++) {
          // Without the mend, nothing else would end this test.
          if (n === 400_000) throw new Error('no timer fired');
          yield { records: recordsAt(n) as never };
        }
      },
    };
    const onStart = () => void one.hang();
    const transform: Plugin['transform'] = (record) => (record['skipped'] ? undefined : record);
    const plugins: Plugin[] = [{ name: 'skip', onStart, transform }];
    const error = await endOf(one, (signal) =>
      migrate(source, { ...optionsOf(one), plugins, signal }),
    );
    expect(error).toMatchObject({ code: 'INTERRUPTED', later: [] });
    await expectResumed(one);
  });

  test('when a resume reads again what it read before', async () => {
    const one = scene();
    const stop = new AbortController();
    const plugins = [{ name: 'stop', onJob: () => stop.abort(REASON) }];
    await expect(
      migrate(RECORDS, { ...optionsOf(one), plugins, signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const empty: Source = {
      name: 'empty',
      async *read() {
        void one.hang();
        for (let n = 0; n < 400_000; n++) yield { records: [] };
        throw new Error('no timer fired');
      },
    };
    const error = await endOf(one, (signal) => resume(empty, { ...optionsOf(one), signal }));
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    await expectResumed(one);
  });
});
