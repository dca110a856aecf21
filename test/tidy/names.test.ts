import { expect, test } from 'vitest';
import { FILES, SOURCES } from './tree.ts';

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'types', 'shared'];

test('files and folders are named for the noun they own', () => {
  const empty = FILES.filter((path) =>
    path.split('/').some((name) => EMPTY_NAMES.includes(name.replace(/\..*$/, '').toLowerCase())),
  );
  expect(empty).toEqual([]);
});

test('source files have lower-case names, words parted by hyphens', () => {
  expect(SOURCES.filter((path) => !/^[a-z0-9/.-]+\.ts$/.test(path))).toEqual([]);
});
