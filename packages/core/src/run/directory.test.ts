import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import type { Disk, DiskFile } from '../disk.ts';
import { realWorld } from '../world.ts';
import { createRunDirectory } from './directory.ts';

const RUN = {
  runId: 'r1',
  object: 'Thing',
  operation: 'create',
  startedAt: '2026-01-01T00:00:00Z',
};

const SHAPE = 'shape';
const NEVER = new AbortController().signal;

/** A disk that knows which files are open, and fails where the test says so. */
function watchedDisk(fails: (doing: string, path: string) => boolean = () => false) {
  const memory = memoryDisk();
  const open = new Set<string>();
  const check = (doing: string, path: string) => {
    if (fails(doing, path)) throw new Error(`cannot ${doing} ${path}`);
  };
  const disk: Disk = {
    ...memory,
    readBlocks: (path) => memory.readBlocks(path),
    async replaceFile(path, bytes) {
      check('replace', path);
      await memory.replaceFile(path, bytes);
    },
    async createFile(path) {
      check('create', path);
      const file = await memory.createFile(path);
      if (file === undefined) return undefined;
      open.add(path);
      return {
        get sizeBytes() {
          return file.sizeBytes;
        },
        append: async (bytes) => {
          check('append', path);
          await file.append(bytes);
        },
        truncate: file.truncate,
        sync: async () => check('sync', path),
        read: file.read,
        close: async () => {
          open.delete(path);
          check('close', path);
        },
      } satisfies DiskFile;
    },
  };
  return { world: { ...realWorld, disk }, open, files: memory.files };
}

describe('createRunDirectory', () => {
  it('leaves run.json, the journal and two empty result files', async () => {
    const { world, files, open } = watchedDisk();
    const directory = await createRunDirectory(world, '/run', RUN, SHAPE, NEVER);
    expect([...files.keys()].sort()).toEqual([
      '/run/journal.jsonl',
      '/run/lock.1',
      '/run/rejected.jsonl',
      '/run/run.json',
      '/run/unresolved.jsonl',
    ]);
    expect(JSON.parse(Buffer.from(files.get('/run/run.json') ?? []).toString())).toMatchObject(RUN);
    await directory.close();
    expect([...open]).toEqual([]);
    expect(files.size).toBe(5);
  });

  it('refuses a folder that holds a run, and leaves it as it was', async () => {
    const { world, files, open } = watchedDisk();
    await (await createRunDirectory(world, '/run', RUN, SHAPE, NEVER)).close();
    const before = new Map(files);
    await expect(
      createRunDirectory(world, '/run', { ...RUN, runId: 'r2' }, SHAPE, NEVER),
    ).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      message: expect.stringContaining('rowferry resume /run') as string,
    });
    expect(files).toEqual(before);
    expect([...open]).toEqual([]);
  });

  it('removes the temporary folder on close, even if a file does not close', async () => {
    const { world, files, open } = watchedDisk(
      (doing, path) => doing === 'close' && path.includes('rejected'),
    );
    const directory = await createRunDirectory(world, undefined, RUN, SHAPE, NEVER);
    await expect(directory.close()).rejects.toThrow('cannot close');
    expect([...open]).toEqual([]);
    expect(files.size).toBe(0);
  });

  it.each([
    ['replace', ['run.json']],
    ['create', ['lock.1', 'rejected.jsonl', 'journal.jsonl']],
    ['append', ['lock.1', 'journal.jsonl']],
    ['sync', ['journal.jsonl']],
  ])('leaves nothing open and no temporary folder when it cannot %s', async (what, names) => {
    for (const name of names) {
      const { world, open, files } = watchedDisk(
        (doing, path) => doing === what && path.endsWith(name),
      );
      await expect(createRunDirectory(world, undefined, RUN, SHAPE, NEVER)).rejects.toThrow(
        `cannot ${what}`,
      );
      expect([...open]).toEqual([]);
      expect(files.size).toBe(0);
    }
  });
});
