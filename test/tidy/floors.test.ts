import { expect, test } from 'vitest';
import { neighboursOf } from './imports.ts';
import { packageOf, SOURCES } from './tree.ts';

const ROOT = 'packages/core/src/';

/** The floors of core, from the lowest up: what stands on one imports only what is below it. */
const FLOORS: readonly (readonly string[])[] = [
  ['contract/'],
  ['host/'],
  ['values/', 'hooks.ts'],
  ['chunks/'],
  ['journal/'],
  ['run-directory/'],
  ['jobs/'],
  ['attribution/'],
  ['in-doubt/', 'retry/'],
  ['verdicts/'],
  ['progress.ts'],
  ['pipeline.ts'],
  ['settings.ts'],
  ['run.ts'],
  ['migrate.ts', 'retry.ts', 'status.ts'],
  ['resume.ts'],
  ['index.ts'],
];
const FILES_AT_ROOT_MAX = 12;

const CORE = SOURCES.filter((path) => packageOf(path) === 'core');

/** A folder of core, or a file at its root. */
function roomOf(path: string): string {
  return /^[^/]+\/?/.exec(path.slice(ROOT.length))?.[0] ?? '';
}

function floorOf(path: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
}

test('every folder of core, and every file at its root, has a floor', () => {
  expect(CORE.filter((path) => floorOf(path) < 0)).toEqual([]);
});

test('core imports only from the same folder, and from lower floors', () => {
  const upward = CORE.flatMap((path) =>
    neighboursOf(path)
      .filter((to) => roomOf(to) !== roomOf(path) && floorOf(to) >= floorOf(path))
      .map((to) => `${path} -> ${to}`),
  );
  expect(upward).toEqual([]);
});

test(`core has at most ${FILES_AT_ROOT_MAX} files at its root`, () => {
  const files = CORE.map(roomOf).filter((room) => !room.endsWith('/'));
  expect(files.length).toBeLessThanOrEqual(FILES_AT_ROOT_MAX);
});
