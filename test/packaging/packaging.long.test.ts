import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ForeignProject, foreignProject } from './foreign-project.ts';
import { packInto, ROOT, type Tarball } from './tarballs.ts';

const FILES = /^(package\.json|README\.md|LICENSE|(src|dist|bin|demo)\/.+)$/;
const TEST = /\.(test|fixture)\./;

/** A user's program, which sees types and code as they are published. */
const PROGRAM = `
import { migrate, RowferryError, type Plugin, type Summary } from '@rowferry/core';
import { startSimulator } from '@rowferry/simulator';
import { jsonl } from '@rowferry/source-jsonl';
import { zuora } from '@rowferry/zuora';

const upper: Plugin = {
  name: 'upper',
  transform: (record) => ({ ...record, vin: String(record['vin']).toUpperCase() }),
};
await using simulator = await startSimulator({ tokens: [{ token: 'ours' }] });
const summary: Summary = await migrate(jsonl({ path: 'vehicles.jsonl' }), {
  columns: { vin__c: 'vin', brand__c: 'brand' },
  target: zuora({ baseUrl: simulator.url, token: 'ours', object: 'Vehicle', operation: 'create' }),
  plugins: [upper],
  jobs: { errorsLagSeconds: 0 },
});
if (summary.records.loaded !== 2) throw new RowferryError('SOURCE_FAILED', 'not all were loaded');
process.stdout.write(\`\${summary.status} \${summary.records.loaded}\\n\`);
`;

let folder: string;
let tarballs: readonly Tarball[];
let project: ForeignProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-packaging-'));
  tarballs = await packInto(folder);
  project = await foreignProject(join(folder, 'foreign'), tarballs);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a tarball contains the build and its sources, and no test', async () => {
  const license = await readFile(join(ROOT, 'LICENSE'), 'utf8');
  for (const { files, manifest } of tarballs) {
    const names = [...files.keys()];
    const built = names
      .filter((path) => path.startsWith('src/'))
      .map((path) => path.replace(/^src(.*)\.ts$/, 'dist$1.js'));
    const wanted = ['README.md', 'src/index.ts', 'dist/index.d.ts', ...built];
    expect({
      name: manifest.name,
      missing: wanted.filter((path) => !files.has(path)),
      unexpected: names.filter((path) => !FILES.test(path) || TEST.test(path)),
      license: files.get('LICENSE'),
    }).toEqual({ name: manifest.name, missing: [], unexpected: [], license });
  }
});

test('a published manifest refers to the build, and to versions instead of the workspace', () => {
  const versions = new Map(tarballs.map(({ manifest }) => [manifest.name, manifest.version]));
  for (const { manifest } of tarballs) {
    const { exports, dependencies = {} } = manifest;
    expect(exports, manifest.name).toEqual({
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      ...(manifest.name === '@rowferry/core' && {
        './internal': {
          types: './dist/internal/index.d.ts',
          default: './dist/internal/index.js',
        },
      }),
      './package.json': './package.json',
    });
    for (const [name, version] of Object.entries(dependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
      if (versions.has(name)) expect(version).toBe(versions.get(name));
    }
  }
});

test('plain Node can import each package', async () => {
  for (const { manifest } of tarballs) {
    const code = `await import(${JSON.stringify(manifest.name)})`;
    await project.run(process.execPath, ['--input-type=module', '--eval', code]);
  }
});

test("a user's program passes the type check and runs", async () => {
  await project.write('program.ts', PROGRAM);
  await project.write('vehicles.jsonl', '{"vin":"a1","brand":"B"}\n{"vin":"a2","brand":"B"}\n');
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = '--module nodenext --target es2022 --lib es2023,esnext.disposable --types node';
  const strict =
    '--strict --exactOptionalPropertyTypes --outDir built --rewriteRelativeImportExtensions';
  const args = [...options.split(' '), ...strict.split(' '), 'program.ts'];
  await project.run(process.execPath, [tsc, ...args]);
  expect(await project.run(process.execPath, ['built/program.js'])).toBe('completed 2\n');
});

test('the command is installed and prints its version', async () => {
  const { version } = tarballs.find(({ manifest }) => manifest.name === 'rowferry')?.manifest ?? {};
  expect(await project.run('npx', ['--no-install', 'rowferry', '--version'])).toBe(`${version}\n`);
});
