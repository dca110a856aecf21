import { expect, test } from 'vitest';
import { neighboursOf, packagesImportedBy } from './imports.ts';
import { folderOf } from './manifest.ts';
import { FILES, isTest, PACKAGES, packageOf, SOURCES } from './tree.ts';

const SOURCE_PACKAGES = PACKAGES.filter((folder) => folder.startsWith('source-'));

/** The arrows of the map in docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  simulator: [],
  files: ['core', 'json'],
  json: ['core'],
  zuora: ['core', 'json'],
  report: ['core'],
  testkit: ['core'],
  transforms: ['core'],
  cli: ['core', 'zuora', 'simulator', 'report', 'transforms', ...SOURCE_PACKAGES],
  ...Object.fromEntries(SOURCE_PACKAGES.map((folder) => [folder, ['core', 'files', 'json']])),
};

test('every package is on the map', () => {
  expect(PACKAGES.filter((folder) => MAY_IMPORT[folder] === undefined)).toEqual([]);
});

test('packages import each other along the arrows of the map', () => {
  const astray = SOURCES.flatMap((path) => {
    const from = packageOf(path) ?? '';
    const allowed = MAY_IMPORT[from] ?? [];
    return packagesImportedBy(path)
      .map((name) => folderOf(name))
      .filter((to) => to !== undefined && !allowed.includes(to))
      .map((to) => `${path} -> ${to}`);
  });
  expect(astray).toEqual([]);
});

test('no relative path leads out of a package, but from its tests to what all tests share', () => {
  const astray = FILES.filter((path) => /^packages\/.*\.ts$/.test(path)).flatMap((path) =>
    neighboursOf(path)
      .filter((to) => packageOf(to) !== packageOf(path))
      .filter((to) => !(isTest(path) && to.startsWith('test/')))
      .map((to) => `${path} -> ${to}`),
  );
  expect(astray).toEqual([]);
});

test('only tests import the testkit', () => {
  const astray = FILES.filter((path) => /\.m?ts$/.test(path) && !isTest(path)).filter((path) =>
    packagesImportedBy(path).includes('@rowferry/testkit'),
  );
  expect(astray).toEqual([]);
});

test('no file imports itself, by whatever way round', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (done.has(path) || way.includes(path)) return;
    for (const next of neighboursOf(path)) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of SOURCES) visit(path, []);
  expect(circles).toEqual([]);
});
