import { text } from 'node:stream/consumers';
import { type Disk, type Job, migrate, resume, type Verdict, type World } from '@rowferry/core';
import { describe, expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { jobState } from '../world/job-state.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const RECORDS = [1, 2, 3, 4].map((n) => ({ n }));
const NEVER = new Promise<never>(() => {});

/** A change that the sleeping process was about to make, after its last look at the lock. */
interface Held {
  readonly path: string;
  make(): Promise<void>;
}

/** Suspends its process at the `nth` removal of a chunk's file. Nothing is done for that process any more. */
function sleeping(disk: Disk, nth: number, onSleep: (held: Held) => void): Disk {
  let removals = 0;
  const work = <T>(what: () => Promise<T>): Promise<T> => (removals >= nth ? NEVER : what());
  return {
    ...disk,
    createFile: (path) =>
      work(async () => {
        const file = await disk.createFile(path);
        return (
          file && {
            ...file,
            get sizeBytes() {
              return file.sizeBytes;
            },
            append: (bytes) => work(() => file.append(bytes)),
          }
        );
      }),
    isThere: (path) => work(() => disk.isThere(path)),
    removeFile: (path) =>
      work(async () => {
        if (++removals < nth) return disk.removeFile(path);
        onSleep({ path, make: () => disk.removeFile(path) });
        return NEVER;
      }),
  };
}

/** A disk that makes the held change at the worst moment: when a file of that name has just been created. */
function disturbed(disk: Disk, held: Held): Disk {
  return {
    ...disk,
    async createFile(path) {
      const file = await disk.createFile(path);
      if (path === held.path) await held.make();
      return file;
    },
  };
}

/** A run of two chunks. The first one's job refuses a row, and the second one's fails, so that its rows are in doubt. */
function runIn(world: World) {
  const driven = drivenTarget(world, {});
  const verdicts = new Map<number, string>();
  const files = new Map<string, string>();
  const seen = (job: Job): Job =>
    job.phase === 'over' && files.get(job.id) === 'n__c\n3\n4\n'
      ? { ...job, ...jobState('failed'), recordsProcessed: 0 }
      : job;
  const target = {
    ...driven,
    async *find() {},
    get: async (...given: Parameters<typeof driven.get>) => seen(await driven.get(...given)),
    list: async (...given: Parameters<typeof driven.list>) => {
      const page = await driven.list(...given);
      return { ...page, jobs: page.jobs.map(seen) };
    },
    upload: async (...given: Parameters<typeof driven.upload>) => {
      const [id, file] = given;
      files.set(id, await text(file.open()));
      return await driven.upload(...given);
    },
    async *outcomes(id: string) {
      if (files.get(id) === 'n__c\n1\n2\n') yield { row: 3, message: 'no' };
    },
  };
  const onVerdicts = (some: readonly Verdict[]) => {
    for (const { position, outcome } of some) verdicts.set(position, outcome);
  };
  const plugins = [{ name: 'watch', onVerdicts }];
  const options = { columns: { n__c: 'n' }, target, plugins, runDir: '/run', world };
  return {
    verdicts,
    options: { ...options, key: 'n__c', jobs: { maxRows: 2, concurrency: 1, resubmitJobsMax: 0 } },
  };
}

describe('a removal in front of which a process fell asleep', () => {
  test.each(Array.from({ length: 25 }, (_, at) => at + 1))(
    'takes no file from the process that has taken over (removal %i)',
    async (nth) => {
      const world = virtualWorld(1);
      const { verdicts, options } = runIn(world);
      const fallen = new Promise<Held | undefined>((resolve, reject) => {
        const disk = sleeping(world.disk, nth, resolve);
        migrate(RECORDS, { ...options, world: { ...world, disk } }).then(
          () => resolve(undefined),
          reject,
        );
      });
      const held = await fallen;
      if (held === undefined) return;
      const processes = {
        own: async () => ({ pid: 2, host: 'b' }),
        isRunning: async () => undefined,
      };
      const other = { ...world, processes, disk: disturbed(world.disk, held) };
      const { records } = await resume(RECORDS, { ...options, world: other });
      expect(records).toMatchObject({ read: 4, rejected: 1, unresolved: 2 });
      expect(Object.fromEntries(verdicts)).toEqual({
        0: 'loaded',
        1: 'rejected',
        2: 'unresolved',
        3: 'unresolved',
      });
    },
  );
});
