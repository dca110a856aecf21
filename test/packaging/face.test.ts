import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const DIST = join(import.meta.dirname, '../../packages/core/dist');

/** What the types of a built module import, those of its neighbours included. */
async function importsOf(path: string, seen: Set<string> = new Set()): Promise<Set<string>> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = await readFile(path, 'utf8');
  for (const [, name = ''] of text.matchAll(/\b(?:from|import\()\s*'([^']+)'/g)) {
    if (!name.startsWith('.')) seen.add(name);
    else await importsOf(join(dirname(path), name.replace(/\.[jt]s$/, '.d.ts')), seen);
  }
  return seen;
}

test('the types of the public interface of core name no schema library', async () => {
  const imports = await importsOf(join(DIST, 'index.d.ts'));
  expect(imports).toContain(join(DIST, 'migrate.d.ts'));
  expect(
    [...imports].filter((name) => !name.startsWith(DIST) && !name.startsWith('node:')),
  ).toEqual([]);
});

test('what only our own packages use is no part of it', async () => {
  const { migrate, ...face } = await import('@rowferry/core');
  expect(migrate).toBeTypeOf('function');
  const internal = await import('@rowferry/core/internal');
  expect(Object.keys(face).filter((name) => name in internal)).toEqual([]);
});
