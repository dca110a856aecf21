import { expect, test } from 'vitest';
import { packagesImportedBy } from './imports.ts';
import { folderOf, MANIFESTS, manifestAt } from './manifest.ts';
import { FILES, packageOf, SOURCES } from './tree.ts';

const built = { types: './dist/index.d.ts', default: './dist/index.js' };
const root = manifestAt('package.json');

/** What our own packages share beyond the public interface of core. */
const sharedBuilt = { types: './dist/internal/index.d.ts', default: './dist/internal/index.js' };
const sharedSource = { '@rowferry/source': './src/internal/index.ts' };

test.each([...MANIFESTS])('%s has the manifest of the others', (folder, manifest) => {
  const isCommand = folder === 'cli';
  const isCore = folder === 'core';
  expect(manifest).toMatchObject({
    name: isCommand ? 'rowferry' : `@rowferry/${folder}`,
    version: MANIFESTS.get('core')?.version,
    description: expect.stringMatching(/^[A-Z].*\.$/),
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: root.engines,
    scripts: { build: 'tsc -p tsconfig.build.json' },
    files: expect.arrayContaining(['dist', 'src', '!src/**/*.test.ts']),
  });
  expect(manifest.exports).toEqual({
    '.': { '@rowferry/source': './src/index.ts', ...built },
    ...(isCore && { './internal': { ...sharedSource, ...sharedBuilt } }),
    './package.json': './package.json',
  });
  expect(manifest.publishConfig).toEqual({
    access: 'public',
    exports: {
      '.': built,
      ...(isCore && { './internal': sharedBuilt }),
      './package.json': './package.json',
    },
  });
  expect(FILES).toContain(`packages/${folder}/README.md`);
});

test.each([...MANIFESTS])('%s declares what it imports, and nothing else', (folder, manifest) => {
  const { dependencies = {}, peerDependencies = {} } = manifest;
  const declared = Object.keys({ ...dependencies, ...peerDependencies });
  const imported = SOURCES.filter((path) => packageOf(path) === folder).flatMap(packagesImportedBy);
  // A migration file names its source and its plugins, which the command line then imports.
  const isNamed = (name: string) => name.includes('/source-') || name === '@rowferry/transforms';
  const named = folder === 'cli' ? declared.filter(isNamed) : [];
  expect(declared.sort()).toEqual([...new Set([...imported, ...named])].sort());
});

test.each([...MANIFESTS])('%s pins exact versions', (_, { dependencies, devDependencies }) => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    const wanted = folderOf(name) === undefined ? /^\d+\.\d+\.\d+(-[\w.]+)?$/ : /^workspace:\*$/;
    expect(version, name).toMatch(wanted);
  }
});

/** Each does one thing that core should not do itself: CSV, near words, exact JSON, slots, options. */
const CORE_NEEDS = ['csv-stringify', 'leven', 'lossless-json', 'p-limit', 'zod'];

test('core needs few packages, each for a reason', () => {
  expect(Object.keys(MANIFESTS.get('core')?.dependencies ?? {}).sort()).toEqual(CORE_NEEDS);
});
