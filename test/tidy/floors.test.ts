import { expect, test } from 'vitest';
import { neighboursOf } from './imports.ts';
import { FILES, isTest, packageOf, read, SOURCES } from './tree.ts';

const ROOT = 'packages/core/src/';
const FILES_AT_ROOT_MAX = 12;

/** The floors of core, from the highest down: the rows of the table in the document. */
const FLOORS: readonly (readonly string[])[] = tableRows().map((row) =>
  [...row.matchAll(/`([\w.-]+(?:\/|\.ts))`/g)].map(([, room = '']) => room),
);

const CORE = SOURCES.filter((path) => packageOf(path) === 'core');

function tableRows(): string[] {
  const [, section = ''] = read('docs/architecture.md').split('## The floors of core');
  const [table = ''] = section.split('The other packages');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|')[1] ?? '');
}

/** A folder of core, or a file at its root. */
function roomOf(path: string): string {
  return /^[^/]+\/?/.exec(path.slice(ROOT.length))?.[0] ?? '';
}

function floorOf(path: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

function isAllowed(from: string, to: string): boolean {
  if (roomOf(from) === roomOf(to)) return true;
  const areAtRoot = !roomOf(from).endsWith('/') && !roomOf(to).endsWith('/');
  return floorOf(to) > floorOf(from) || (areAtRoot && floorOf(to) === floorOf(from));
}

test('every folder of core, and every file at its root, is on one floor of the table, and nothing else', () => {
  expect(FLOORS.flat().sort()).toEqual([...new Set(CORE.map(roomOf))].sort());
});

test('core imports only from the same folder, and from lower floors', () => {
  const upward = CORE.flatMap((path) =>
    neighboursOf(path)
      .filter((to) => !isAllowed(path, to))
      .map((to) => `${path} -> ${to}`),
  );
  expect(upward).toEqual([]);
});

test(`core has at most ${FILES_AT_ROOT_MAX} files at its root, tests included`, () => {
  const files = FILES.filter((path) => path.startsWith(ROOT) && !roomOf(path).endsWith('/'));
  expect(files.length).toBeLessThanOrEqual(FILES_AT_ROOT_MAX);
  expect(files.some(isTest)).toBe(true);
});
