import {
  chmod,
  chown,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { migrate, realWorld, resume, retry } from '@rowferry/core';
import { claimRunDirectory } from '@rowferry/core/internal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fastWorld } from '../world/fast-world.ts';
import { scriptedTarget } from '../world/scripted-target.ts';

const RECORDS = [1, 2, 3, 4].map((n) => ({ n }));
const WORLD = fastWorld(50).core;
/** A run that another process began, which has ended. */
const LATER = { ...WORLD, processes: { ...WORLD.processes, isRunning: async () => false } };

let folder = '';
let emptyFolder = '';
let umask = 0;
beforeAll(async () => {
  umask = process.umask(0);
  folder = await mkdtemp(join(tmpdir(), 'rowferry-protected-'));
  emptyFolder = join(folder, 'empty');
  await mkdir(emptyFolder);
});
afterAll(async () => {
  process.umask(umask);
  await rm(folder, { recursive: true, force: true });
});

/** A run of two jobs, each of which refuses a row; `onUpload` is called while a job has its file. */
function runIn(runDir: string, onUpload: () => Promise<void> = async () => {}) {
  const scripted = scriptedTarget(WORLD, {
    tookMs: () => 1,
    refuse: ({ n__c: n }) => (Number(n) % 2 === 1 ? [{ code: 1, message: 'odd' }] : []),
  });
  const target = {
    ...scripted,
    async upload(...given: Parameters<typeof scripted.upload>) {
      const job = await scripted.upload(...given);
      await onUpload();
      return job;
    },
  };
  const jobs = { maxRows: 2, concurrency: 1 };
  return { columns: { n__c: 'n' }, key: 'n__c', target, runDir, jobs, world: WORLD };
}

async function namesIn(runDir: string): Promise<string[]> {
  const entries = await readdir(runDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((one) => !one.isDirectory())
    .map((one) => relative(runDir, join(one.parentPath, one.name)));
}

/** The modes of a folder and of all that is in it. */
async function modesIn(runDir: string): Promise<Record<string, string>> {
  const names = ['', ...(await readdir(runDir, { recursive: true }))];
  const modes = names.map(async (name) => {
    const { mode } = await stat(join(runDir, name));
    return [name, (mode & 0o777).toString(8)];
  });
  return Object.fromEntries(await Promise.all(modes));
}

function expectPrivate(modes: Record<string, string>): void {
  for (const [name, mode] of Object.entries(modes)) {
    expect([name, mode]).toEqual([name, ['', 'chunks'].includes(name) ? '700' : '600']);
  }
}

/** A file may be removed while the directory of a run is copied. */
async function copied(runDir: string, copy: string): Promise<void> {
  await cp(runDir, copy, { recursive: true }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await rm(copy, { recursive: true });
    await copied(runDir, copy);
  });
}

/** The directory of a run whose process was killed while a job had its file, and how to continue it. */
async function killedRun(runDir: string) {
  const copy = `${runDir}-killed`;
  let uploads = 0;
  const options = runIn(runDir, async () => {
    if (++uploads === 2) await copied(runDir, copy);
  });
  await migrate(RECORDS, options);
  return { copy, options: { ...options, world: LATER } };
}

describe('a run directory', () => {
  test('and all in it are for their owner alone, whatever the umask', async () => {
    const runDir = join(folder, 'modes', 'run');
    const during: Record<string, string>[] = [];
    const options = runIn(runDir, async () => void during.push(await modesIn(runDir)));
    const { records } = await migrate(RECORDS, options);
    expect(records).toMatchObject({ loaded: 2, rejected: 2 });
    expect(during.length).toBe(2);
    expect(Object.keys(during[0] ?? {}).length).toBeGreaterThan(8);
    for (const modes of [...during, await modesIn(runDir)]) expectPrivate(modes);
    expect((await stat(dirname(runDir))).mode & 0o777).toBe(0o700);
  });

  test('that others could enter is closed to them', async () => {
    const runDir = join(folder, 'open');
    await mkdir(runDir, 0o777);
    await migrate(RECORDS, runIn(runDir));
    expectPrivate(await modesIn(runDir));
  });

  test('that others could read is closed to them when it is continued, and nothing else is', async () => {
    const { copy, options } = await killedRun(join(folder, 'opened'));
    const own = join(copy, 'notes.sh');
    await writeFile(own, '');
    const outside = join(folder, 'second-name');
    await link(join(copy, 'summary.json'), outside).catch(() => writeFile(outside, ''));
    await link(outside, join(copy, 'retry.json.new'));
    const names = await readdir(copy, { recursive: true });
    for (const name of ['', ...names]) await chmod(join(copy, name), 0o777);
    await claimRunDirectory(realWorld.disk, copy);
    const { 'notes.sh': notes, 'retry.json.new': linked, ...modes } = await modesIn(copy);
    expect([notes, linked]).toEqual(['777', '777']);
    expectPrivate(modes);
    await rm(join(copy, 'retry.json.new'));
    expect((await resume(RECORDS, { ...options, runDir: copy })).records.read).toBe(4);
  });

  test('is continued where links are in the place of its files, without following one', async () => {
    const { copy, options } = await killedRun(join(folder, 'links'));
    const names = await namesIn(copy);
    const refused: string[] = [];
    for (const name of names) {
      const runDir = join(folder, 'linked');
      await cp(copy, runDir, { recursive: true });
      const outside = join(folder, 'outside');
      await rename(join(runDir, name), outside);
      await symlink(outside, join(runDir, name));
      const before = await readFile(outside);
      const end = await resume(RECORDS, { ...options, runDir }).catch((error: unknown) => error);
      if (end instanceof Error) {
        refused.push(name);
        expect(end.message).toContain(join(runDir, name));
        expect(end.message).toMatch(/is a symbolic link|restore the file/);
      }
      // What a run does not need any more, it removes.
      else expect(await namesIn(runDir)).not.toContain(name);
      expect(await readFile(outside)).toEqual(before);
      await rm(runDir, { recursive: true });
    }
    expect(refused).toEqual(
      expect.arrayContaining(['run.json', 'journal.jsonl', 'lock.1', 'chunks/000002.csv']),
    );
    const { records } = await resume(RECORDS, { ...options, runDir: copy });
    expect(records).toMatchObject({ read: 4 });
  });

  test.each([
    ['run.json', /planted.run\.json already contains a run/],
    ['run.json.new', /run\.json: run\.json\.new is a symbolic link/],
    ['journal.jsonl', /already contains a run/],
    ['rejected.jsonl', /rejected\.jsonl would be replaced/],
    ['retry.json', /retry\.json would be replaced/],
    ['retry.jsonl', /retry\.jsonl would be replaced/],
    ['summary.json.new', /summary\.json: summary\.json\.new is a symbolic link/],
    ['lock.1', /lock\.1: lock\.1 is a symbolic link/],
    ['chunks', /chunks: it is not a folder, but a file or a link/],
    ['chunks/keys', /chunks.keys would be replaced/],
  ])(
    'with a link to something else in the place of %s is not written through it',
    async (name, message) => {
      const runDir = join(folder, 'planted', name);
      const outside = join(folder, 'precious');
      await writeFile(outside, 'precious');
      await mkdir(dirname(join(runDir, name)), { recursive: true });
      await symlink(name === 'chunks' ? emptyFolder : outside, join(runDir, name));
      await expect(migrate(RECORDS, runIn(runDir))).rejects.toThrow(message);
      expect(await readFile(outside, 'utf8')).toBe('precious');
    },
  );

  test('with a link in the place of the name of its retry is not retried, nor does the retry use one', async () => {
    const runDir = join(folder, 'to-retry');
    const options = runIn(runDir);
    await migrate(RECORDS, options);
    const outside = join(folder, 'other-retry');
    await writeFile(outside, '{"runId":"r","runDir":"/r"}');
    const again = { ...options, runDir: join(folder, 'retry') };
    for (const name of ['retry.json', 'retry.json.new']) {
      await symlink(outside, join(runDir, name));
      await expect(retry(runDir, again)).rejects.toThrow(`${name} is a symbolic link`);
      await rm(join(runDir, name));
      await rm(again.runDir, { recursive: true, force: true });
    }
    await mkdir(again.runDir);
    await symlink(outside, join(again.runDir, 'retry.jsonl'));
    await expect(retry(runDir, again)).rejects.toThrow('retry.jsonl would be replaced');
    expect(await readFile(outside, 'utf8')).toBe('{"runId":"r","runDir":"/r"}');
  });

  test.runIf(process.geteuid?.() === 0)(
    'in which another user has left something is not used, not even by root',
    async () => {
      const { copy, options } = await killedRun(join(folder, 'left'));
      for (const name of ['run.json', 'journal.jsonl', 'chunks', 'chunks/000002.csv']) {
        const runDir = join(folder, 'left-by-other');
        await cp(copy, runDir, { recursive: true });
        await chown(join(runDir, name), 65_534, 65_534);
        await expect(resume(RECORDS, { ...options, runDir })).rejects.toMatchObject({
          code: 'RUN_FOREIGN',
          message: expect.stringContaining(join(runDir, name)) as string,
        });
        await rm(runDir, { recursive: true });
      }
      const other = join(folder, 'left-empty');
      await mkdir(other, 0o777);
      await writeFile(join(other, 'unresolved.jsonl'), '');
      await chown(join(other, 'unresolved.jsonl'), 65_534, 65_534);
      await expect(migrate(RECORDS, runIn(other))).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    },
  );

  test('that is itself a link is not used, and what it leads to is not touched', async () => {
    const home = join(folder, 'home');
    await mkdir(home, 0o755);
    const runDir = join(folder, 'link-to-home');
    await symlink(home, runDir);
    await expect(migrate(RECORDS, runIn(runDir))).rejects.toThrow(
      'not a folder, but a file or a link',
    );
    expect([await readdir(home), (await stat(home)).mode & 0o777]).toEqual([[], 0o755]);
  });

  test('with a file that has the name of a file of a run, even an empty one, is not used', async () => {
    const runDir = join(folder, 'taken');
    await mkdir(runDir);
    const outside = join(folder, 'read-by-others');
    await writeFile(outside, '', { mode: 0o666 });
    await link(outside, join(runDir, 'rejected.jsonl'));
    await expect(migrate(RECORDS, runIn(runDir))).rejects.toMatchObject({ code: 'RUN_EXISTS' });
    expect(await readFile(outside, 'utf8')).toBe('');
  });

  test.runIf(process.geteuid?.() === 0)(
    'of another user is not continued, not even by root',
    async () => {
      const { copy, options } = await killedRun(join(folder, 'foreign'));
      await chown(copy, 65_534, 65_534);
      await expect(resume(RECORDS, { ...options, runDir: copy })).rejects.toMatchObject({
        code: 'RUN_FOREIGN',
      });
      const other = join(folder, 'foreign-empty');
      await mkdir(other);
      await chown(other, 65_534, 65_534);
      await expect(migrate(RECORDS, runIn(other))).rejects.toMatchObject({ code: 'RUN_FOREIGN' });
      expect(await readdir(other)).toEqual([]);
    },
  );

  test.runIf(process.geteuid?.() !== 0)('of root is not used', async () => {
    await expect(migrate(RECORDS, runIn('/usr'))).rejects.toMatchObject({ code: 'RUN_FOREIGN' });
  });
});
