import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFiles } from './open-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-open-files-'));
  await mkdir(join(folder, 'in'));
  for (const path of ['in/a', 'in/ab', 'input']) await writeFile(join(folder, path), path);
  await symlink(join(folder, 'in'), join(folder, 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

test.skipIf(existsSync('/proc/self/fd'))(
  'there is no count if the system does not provide one',
  () => {
    expect(openFiles('.')).toBeUndefined();
  },
);

describe.runIf(existsSync('/proc/self/fd'))('if a process can list its open files', () => {
  const count = (path: string) => openFiles(join(folder, path))?.();

  test('counts what is open at a path or within it, and nothing else', async () => {
    await using _ = await open(join(folder, 'in/a'));
    await using __ = await open(join(folder, 'in/a'));
    await using ___ = await open(join(folder, 'input'));
    expect(['in/a', 'in', 'link', 'in/ab', 'input'].map(count)).toEqual([2, 2, 2, 0, 1]);
  });

  test('does not count closed files', async () => {
    const file = await open(join(folder, 'in/a'));
    await file.close();
    expect(count('in')).toBe(0);
  });

  test('a missing path is an error', () => {
    expect(() => count('missing')).toThrow('ENOENT');
  });
});
