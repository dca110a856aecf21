import {
  type Disk,
  type DiskFile,
  type JobEvent,
  type MaybePromise,
  migrate,
  RowferryError,
  resume,
  type World,
} from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { type DrivenTarget, drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const RECORDS = [1, 2, 3, 4].map((n) => ({ n }));
const FULL = new RowferryError('DISK_FAILED', 'Could not write to a file: ENOSPC');
const START = Date.UTC(2026, 0, 1);

/** How a disk fails: each function is called before that operation, and may throw. */
interface Failing {
  readonly append?: (path: string, text: string) => void;
  readonly truncate?: () => void;
  readonly create?: (path: string) => void;
  readonly read?: (path: string) => void;
}

function failing(disk: Disk, when: Failing): Disk {
  const failingFile = (path: string, file: DiskFile | undefined): DiskFile | undefined =>
    file && {
      ...file,
      get sizeBytes() {
        return file.sizeBytes;
      },
      async append(bytes) {
        when.append?.(path, Buffer.from(bytes).toString());
        await file.append(bytes);
      },
      async truncate(sizeBytes) {
        when.truncate?.();
        await file.truncate(sizeBytes);
      },
    };
  return {
    ...disk,
    async *readBlocks(path, to) {
      when.read?.(path);
      yield* disk.readBlocks(path, to);
    },
    async createFile(path) {
      when.create?.(path);
      return failingFile(path, await disk.createFile(path));
    },
  };
}

interface Deviations {
  readonly records?: readonly { readonly n: number }[];
  readonly change?: (target: DrivenTarget, world: World) => object;
  readonly onJob?: (job: JobEvent, world: World) => MaybePromise<void>;
}

/** Runs until the disk fails. `resumed` continues with a disk that works. */
async function stopped(
  when: (target: DrivenTarget) => Failing,
  { records = RECORDS, change, onJob = () => {} }: Deviations = {},
) {
  const world = virtualWorld(3);
  const target = drivenTarget(world, {});
  const options = {
    columns: { n__c: 'n' },
    target,
    runDir: '/run',
    world,
    jobs: { maxRows: 1, concurrency: 2 },
  };
  const cancel: DrivenTarget['cancel'] = async (id, given) => {
    given.signal.throwIfAborted();
    return target.cancel(id, given);
  };
  const error = await migrate(records, {
    ...options,
    target: { ...target, cancel, ...change?.(target, world) },
    world: { ...world, disk: failing(world.disk, when(target)) },
    plugins: [{ name: 'job', onJob: (job) => onJob(job, world) }],
  }).catch((thrown: unknown) => thrown as RowferryError);
  const statuses = [...target.jobs.values()].map(({ status }) => status);
  return { error, target, world, statuses, resumed: () => resume(records, options) };
}

const isActive = (status: string) => status === 'pending';

describe('a run whose disk fails cancels the jobs that no file was sent to', () => {
  test('a job that was created, when the disk has no room for another chunk', async () => {
    const { error, statuses, resumed } = await stopped(
      () => ({
        create(path) {
          if (/0005\./.test(path)) throw FULL;
        },
      }),
      {
        // Two jobs run, and two chunks are ready. The fifth is cut when a slot is free again.
        records: [...RECORDS, { n: 5 }],
        async onJob({ chunk, status }, world) {
          if (chunk !== 3 || status !== 'uploading') return;
          await world.sleep(5_000, never().signal);
        },
      },
    );
    expect(error).toMatchObject({ code: 'DISK_FAILED' });
    expect(statuses).toContain('cancelled');
    expect(statuses.filter(isActive)).toEqual([]);
    expect((await resumed()).records.loaded).toBe(5);
  });

  test('a job whose upload could not be journaled; a resume creates another', async () => {
    const { error, statuses, resumed, target } = await stopped(() => ({
      append(_, text) {
        if (text.includes('"type":"uploading"')) throw FULL;
      },
    }));
    expect(error).toMatchObject({ code: 'DISK_FAILED' });
    expect(statuses).toContain('cancelled');
    expect(statuses.filter(isActive)).toEqual([]);
    expect((await resumed()).records).toMatchObject({ loaded: 4, unresolved: 0 });
    expect(target.jobs.size).toBeGreaterThan(4);
  });

  test('not a job whose upload the journal may contain anyway; a resume asks for its status', async () => {
    const { statuses, resumed, target } = await stopped(() => ({
      append(_, text) {
        if (text.includes('"type":"uploading"')) throw FULL;
      },
      truncate() {
        throw FULL;
      },
    }));
    expect(statuses.filter(isActive).length).toBeGreaterThan(0);
    expect((await resumed()).records).toMatchObject({ loaded: 4, unresolved: 0 });
    expect(target.jobs.size).toBe(4);
  });

  test('a job whose file cannot be read, so that nothing was sent', async () => {
    const { error, statuses } = await stopped(() => ({
      read(path) {
        if (path.endsWith('.csv')) throw FULL;
      },
    }));
    expect(error).toMatchObject({ code: 'DISK_FAILED' });
    expect(statuses).toContain('cancelled');
    expect(statuses.filter(isActive)).toEqual([]);
  });

  test('a job whose create was not answered yet', async () => {
    let isFull = false;
    const { error, statuses } = await stopped(
      () => ({
        append(path) {
          if (isFull && path.endsWith('journal.jsonl')) throw FULL;
        },
      }),
      {
        change: (target, world) => ({
          async create(...given: Parameters<DrivenTarget['create']>) {
            isFull = true;
            const job = await target.create(...given);
            await world.sleep(20_000, given[1].signal);
            return job;
          },
        }),
      },
    );
    expect(error).toMatchObject({ code: 'DISK_FAILED' });
    expect(statuses).toEqual(['cancelled']);
  });

  test('for at most `graceSeconds`; then it stops anyway, with its first error', async () => {
    const { error, world } = await stopped(
      () => ({
        append(_, text) {
          if (text.includes('"type":"uploading"')) throw FULL;
        },
      }),
      { change: (target) => ({ cancel: () => target.get('nobody', never()) }) },
    );
    expect(error).toMatchObject({ code: 'DISK_FAILED', message: FULL.message });
    expect(world.now() - START).toBeLessThanOrEqual(30_000);
  });
});

test('a job whose create is answered after another process has taken over is cancelled', async () => {
  let isTaken = false;
  const { error, statuses } = await stopped(
    () => ({
      append(path) {
        if (isTaken && path.endsWith('journal.jsonl')) {
          throw new RowferryError('RUN_LOCKED', 'taken over');
        }
      },
    }),
    {
      change: (target, world) => ({
        async create(...given: Parameters<DrivenTarget['create']>) {
          isTaken = true;
          await world.sleep(20_000, given[1].signal);
          return await target.create(...given);
        },
      }),
    },
  );
  expect(error).toMatchObject({ code: 'RUN_LOCKED' });
  expect(statuses).toEqual(['cancelled']);
});

test('a run that another process has taken over sends nothing more', async () => {
  const { error, target } = await stopped(() => ({
    append(_, text) {
      if (text.includes('"type":"uploading"')) throw new RowferryError('RUN_LOCKED', 'taken over');
    },
  }));
  expect(error).toMatchObject({ code: 'RUN_LOCKED' });
  expect(target.calls.some((call) => call.startsWith('cancel'))).toBe(false);
});

function never() {
  return { signal: new AbortController().signal };
}
