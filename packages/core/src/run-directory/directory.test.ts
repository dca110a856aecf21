import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import type { Disk, DiskFile } from '../host/disk.ts';
import { realWorld } from '../host/world.ts';
import { digestsOf } from './digests.ts';
import { createRunDirectory, openRunDirectory } from './directory.ts';

const PARTS = { columns: 'one', source: 'two' };
const RUN = {
  runId: 'r1',
  object: 'Thing',
  operation: 'create',
  startedAt: '2026-01-01T00:00:00Z',
  digests: digestsOf(PARTS, 'r1'),
  header: ['n__c'],
};

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
    const directory = await createRunDirectory(world, '/run', RUN, NEVER);
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

  it('refuses a folder that contains a run, and leaves it unchanged', async () => {
    const { world, files, open } = watchedDisk();
    await (await createRunDirectory(world, '/run', RUN, NEVER)).close();
    const before = new Map(files);
    await expect(
      createRunDirectory(world, '/run', { ...RUN, runId: 'r2' }, NEVER),
    ).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      message: '/run already contains a run; resume it, or choose another directory',
    });
    expect(files).toEqual(before);
    expect([...open]).toEqual([]);
  });

  it('does not empty a result file of another run', async () => {
    const { world, files } = watchedDisk();
    files.set('/run/rejected.jsonl', Buffer.from('{}\n'));
    await expect(createRunDirectory(world, '/run', RUN, NEVER)).rejects.toMatchObject({
      code: 'RUN_EXISTS',
      message: expect.stringContaining('/run/rejected.jsonl') as string,
    });
    expect([...files.keys()]).toEqual(['/run/rejected.jsonl']);
  });

  it('removes the temporary folder on close, even if a file does not close', async () => {
    const { world, files, open } = watchedDisk(
      (doing, path) => doing === 'close' && path.includes('rejected'),
    );
    const directory = await createRunDirectory(world, undefined, RUN, NEVER);
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
      await expect(createRunDirectory(world, undefined, RUN, NEVER)).rejects.toThrow(
        `cannot ${what}`,
      );
      expect([...open]).toEqual([]);
      expect(files.size).toBe(0);
    }
  });
});

describe('openRunDirectory', () => {
  const torn = Buffer.from('0badc0de 0 {"type":"run"');

  /** A run that was started, whose journal is now `journal`, with a file `name` in addition. */
  async function left(journal: Uint8Array | undefined, name?: string) {
    const { world, files } = watchedDisk();
    await (await createRunDirectory(world, '/run', RUN, NEVER)).close();
    if (journal === undefined) files.delete('/run/journal.jsonl');
    else files.set('/run/journal.jsonl', journal);
    if (name !== undefined) files.set(`/run/${name}`, Buffer.from('{}\n'));
    return { world, files };
  }
  const journals = [undefined, Buffer.alloc(0), torn];
  const traces = [
    ...['rejected.jsonl', 'unresolved.jsonl', 'chunks/000001.csv'],
    ...['summary.json', 'retry.json', 'retry.jsonl'],
  ];

  it.each(journals)(
    'starts a run that was killed before the first line of its journal',
    async (lines) => {
      const { world, files } = await left(lines);
      await (await openRunDirectory(world, '/run', PARTS, NEVER)).close();
      expect(files.get('/run/journal.jsonl')?.length).toBeGreaterThan(torn.length);
    },
  );

  it.each(journals.flatMap((lines) => traces.map((name) => [name, lines] as const)))(
    'changes nothing if %s shows that the run has done work, and the journal does not',
    async (name, lines) => {
      const { world, files } = await left(lines, name);
      const before = new Map(files);
      await expect(openRunDirectory(world, '/run', PARTS, NEVER)).rejects.toMatchObject({
        code: 'FILE_LOST',
        message: expect.stringMatching(
          `^/run/journal.jsonl .* /run/${name} .*; restore the latest journal`,
        ) as string,
      });
      for (const [path, bytes] of before) {
        if (!path.includes('lock.')) expect(files.get(path)).toEqual(bytes);
      }
    },
  );

  it('changes nothing if the migration has changed, and names the parts', async () => {
    const { world, files } = await left(undefined);
    const before = new Map(files);
    const now = { columns: 'other', source: 'other', key: 'not known before' };
    await expect(openRunDirectory(world, '/run', now, NEVER)).rejects.toMatchObject({
      code: 'MIGRATION_CHANGED',
      message: expect.stringMatching(
        /^the migration has changed since the run in \/run began: it has other columns, another source, or other options of it; restore it/,
      ) as string,
    });
    for (const [path, bytes] of before) {
      if (!path.includes('lock.')) expect(files.get(path)).toEqual(bytes);
    }
    await (await openRunDirectory(world, '/run', { columns: 'one' }, NEVER)).close();
  });
});
