import {
  type Disk,
  type DiskFile,
  type Job,
  type Meaning,
  type MigrateOptions,
  migrate,
  resume,
  TargetError,
} from '@rowferry/core';
import { expect, test } from 'vitest';
import { type DrivenTarget, drivenTarget } from '../world/driven-target.ts';
import { jobState } from '../world/job-state.ts';
import { virtualWorld } from '../world/virtual-world.ts';

/** A disk that fails when an entry of this type is written to the journal. */
function failingAt(disk: Disk, type: string): Disk {
  const failing = (file: DiskFile | undefined): DiskFile | undefined =>
    file && {
      ...file,
      get sizeBytes() {
        return file.sizeBytes;
      },
      async append(bytes) {
        if (Buffer.from(bytes).includes(`"type":"${type}"`)) throw new Error('the disk failed');
        await file.append(bytes);
      },
    };
  return {
    ...disk,
    readBlocks: (path, to) => disk.readBlocks(path, to),
    createFile: async (path) => failing(await disk.createFile(path)),
  };
}

/** Runs until the entry of this type cannot be written, which leaves the only job as it is, then resumes. */
async function resumedAfterFailure(
  type: string,
  meanwhile: (target: DrivenTarget, id: string) => void,
) {
  const world = virtualWorld(3);
  const target = drivenTarget(world, {});
  const options = {
    columns: { n__c: 'n' },
    target,
    runDir: '/run',
    world,
  } satisfies MigrateOptions;
  const disk = failingAt(world.disk, type);
  const cancel = () => Promise.reject(new Error('the process died'));
  const dying = { ...options, target: { ...target, cancel }, world: { ...world, disk } };
  await migrate([{ n: 1 }], dying).catch(() => {});
  const [id = ''] = target.jobs.keys();
  expect(target.jobs.get(id)?.status).toBe(type === 'uploaded' ? 'in_progress' : 'pending');
  meanwhile(target, id);
  return { target, summary: await resume([{ n: 1 }], options) };
}

function fail(target: DrivenTarget, id: string, meaning: Meaning): void {
  const job = target.jobs.get(id);
  if (job === undefined) throw new Error('there is no job');
  target.jobs.set(id, { ...job, ...jobState('failed'), error: { meaning, message: 'no' } });
}

test('a pending job gets its file', async () => {
  const { target, summary } = await resumedAfterFailure('uploading', () => {});
  expect(summary).toMatchObject({ status: 'completed', records: { loaded: 1 } });
  expect(target.jobs.size).toBe(1);
});

test.each(['full', 'passing'] as const)(
  'a job that failed as `%s` before any upload started is replaced by another',
  async (meaning) => {
    const { target, summary } = await resumedAfterFailure('uploading', (left, id) =>
      fail(left, id, meaning),
    );
    expect(summary).toMatchObject({ status: 'completed', records: { loaded: 1 } });
    expect(target.jobs.size).toBe(2);
  },
);

test('a job that failed and may have its file leaves its rows in doubt', async () => {
  const { target, summary } = await resumedAfterFailure('uploaded', (left, id) =>
    fail(left, id, 'full'),
  );
  expect(summary.records).toMatchObject({ loaded: 0, unresolved: 1 });
  expect(target.jobs.size).toBe(1);
});

test('a job that cannot be journaled is cancelled, since nothing else refers to it', async () => {
  const world = virtualWorld(3);
  const target = drivenTarget(world, {});
  const disk = failingAt(world.disk, 'created');
  const running = migrate([{ n: 1 }], {
    columns: { n__c: 'n' },
    target,
    runDir: '/run',
    world: { ...world, disk },
  });
  await expect(running).rejects.toThrow('the disk failed');
  expect([...target.jobs.values()].map(({ status }) => status)).toEqual(['cancelled']);
});

test.each([
  { isKnown: true, left: ['cancelled'] },
  { isKnown: false, left: ['pending'] },
])(
  'a resume that is interrupted at once cancels a pending job unless a file may still arrive: %o',
  async ({ isKnown, left }) => {
    const world = virtualWorld(3);
    const refused = { answer: 'refused', meaning: 'other', status: 400 } as const;
    const fails = isKnown
      ? { refuse: () => refused }
      : { refuse: () => ({ answer: 'lost', meaning: 'passing' }) as const };
    const target = drivenTarget(world, { upload: fails, get: isKnown ? {} : fails });
    const options = {
      columns: { n__c: 'n' },
      target,
      runDir: '/run',
      world,
    } satisfies MigrateOptions;
    const cancel = () => Promise.reject(new TargetError('no cancel', refused));
    await migrate([{ n: 1 }], { ...options, target: { ...target, cancel } }).catch(() => {});
    const [job] = [...target.jobs.values()];
    expect(job?.status).toBe('pending');
    const interrupted = new AbortController();
    const get = (...args: Parameters<DrivenTarget['get']>) => {
      interrupted.abort(new Error('enough'));
      return drivenGet(...args);
    };
    const { get: drivenGet } = isKnown ? target : { get: async () => job as Job };
    const signal = interrupted.signal;
    const resumed = resume([{ n: 1 }], { ...options, target: { ...target, get }, signal });
    await expect(resumed).rejects.toThrow('enough');
    expect([...target.jobs.values()].map(({ status }) => status)).toEqual(left);
  },
);
