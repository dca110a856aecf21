import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importThroughLoader } from './import-file.ts';
import { exportName, importUsed, namesFor } from './modules.ts';
import { OWN_MODULES } from './short-names.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-modules-'));
  const packages = {
    '@rowferry/source-acme': 'export const acme = () => "official";',
    'rowferry-source-acme': 'export const acme = () => "community";',
    'rowferry-source-legacy-crm': 'export const legacyCrm = () => "crm";',
    'rowferry-plugin-broken': 'export default missing.name;',
    'rowferry-plugin-nameless': 'export const other = 1;',
  };
  for (const [name, text] of Object.entries(packages)) {
    const path = join(folder, 'node_modules', name);
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
    await writeFile(join(path, 'index.js'), text);
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a short name means our package first, then a community package, then any package', () => {
  expect(namesFor('source', 'csv')).toEqual(['@rowferry/source-csv', 'rowferry-source-csv', 'csv']);
  expect(namesFor('target', 'zuora')).toEqual([
    '@rowferry/zuora',
    'rowferry-target-zuora',
    'zuora',
  ]);
  expect(namesFor('plugin', 'vin')[0]).toBe('@rowferry/plugin-vin');
  expect(namesFor('plugin', 'trim')[0]).toBe('@rowferry/transforms');
  expect(namesFor('source', 'trim')[0]).toBe('@rowferry/source-trim');
  expect(namesFor('plugin', './x.mjs')).toEqual(['./x.mjs']);
  expect(namesFor('plugin', '@acme/vin')).toEqual(['@acme/vin']);
});

test('what has a short name comes with the command line', async () => {
  const { dependencies } = (await import('../../package.json', { with: { type: 'json' } })).default;
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...OWN_MODULES]));
});

test.each(['jsonl', '@rowferry/source-jsonl', 'rowferry-source-jsonl', './sources/jsonl.mts'])(
  '%s may export `jsonl`',
  (use) => {
    expect(exportName(use)).toBe('jsonl');
  },
);

test('the factory is the export whose name is the short name', async () => {
  const { made, url } = await importUsed('source', 'legacy-crm', folder);
  expect(made).toBeTypeOf('function');
  expect(url).toContain('rowferry-source-legacy-crm');
  expect((await importUsed('source', 'acme', folder)).url).toContain('@rowferry/source-acme');
});

test('each of our plugins is found by its short name, and suggested for a similar one', async () => {
  const names = Object.keys(await import('@rowferry/transforms'));
  expect(names).toContain('emptyToNull');
  for (const name of names) {
    const use = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(namesFor('plugin', use)[0]).toBe('@rowferry/transforms');
    expect(exportName(use)).toBe(name);
  }
  await expect(importUsed('plugin', 'mapvalues', folder)).rejects.toThrow(
    'did you mean `map-values`?',
  );
});

test('a module that is not found, cannot be loaded or exports nothing gets one message', async () => {
  await expect(importUsed('source', 'jsnol', folder)).rejects.toThrow(
    /there is no source `jsnol`; did you mean `jsonl`\? Tried @rowferry\/source-jsnol, rowferry-source-jsnol, jsnol from /,
  );
  await expect(importUsed('source', 'zlib', folder)).rejects.toThrow('there is no source `zlib`');
  await expect(importUsed('plugin', './x.mjs', folder)).rejects.toThrow(
    'there is no file `./x.mjs`',
  );
  await expect(importUsed('plugin', 'broken', folder)).rejects.toThrow('missing is not defined');
  await expect(importUsed('plugin', 'nameless', folder)).rejects.toThrow(
    'neither a default export nor one named `nameless`',
  );
});

test('the loader imports TypeScript that Node cannot, and shares our copy of core', async () => {
  const path = join(import.meta.dirname, 'loader-check.mts');
  await writeFile(
    path,
    `import { TargetError } from '@rowferry/core';
     enum Kind { Create = 'create' }
     export default { operation: Kind.Create as string, TargetError };`,
  );
  try {
    const module = await importThroughLoader(pathToFileURL(path).href);
    expect(module).toMatchObject({ default: { operation: 'create' } });
  } finally {
    await rm(path);
  }
});
