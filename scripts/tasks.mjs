import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { audit } from './audit.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, 'node_modules', '.rowferry');
const packages = join(root, 'packages');
const SEEDS = join('test', 'simulation', 'seeds.ts');
const CRASHES = join('test', 'crash', 'run.ts');

const tasks = {
  audit: () => audit(pnpmCommand()),
  build: () => 0,
  demo: (words) => node([join(packages, 'cli', 'bin', 'rowferry.js'), 'demo', ...words]),
  bench,
  example: (words) => node([join(root, 'examples', 'run.mjs'), ...words]),
  seeds: (words) => fromSource(SEEDS, words),
  crash: (words) => fromSource(CRASHES, words),
  test: (words) => runTests('vitest.config.ts', words),
  'test:long': (words) => runTests('vitest.long.config.ts', words),
};

/** Installs and builds whatever is missing or stale, then runs a task. Returns the exit code. */
export function run(name, words) {
  const task = tasks[name];
  if (task === undefined) {
    throw new Error(`No task \`${name}\`; there are ${Object.keys(tasks).join(', ')}.`);
  }
  install();
  build();
  return task(words);
}

function install() {
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  const packageManifests = readdirSync(packages).map((folder) => `packages/${folder}/package.json`);
  const stamp = stampOf('installed', [...manifests, ...packageManifests]);
  if (stamp.isCurrent()) return;
  stamp.remove();
  pnpm(['install', '--frozen-lockfile']);
  stamp.set();
}

/**
 * Builds the packages whose own sources have changed. Each export declares its type, so no build output of
 * one package depends on the sources of another.
 */
function build() {
  const stale = readdirSync(packages)
    .map((folder) => ({
      folder,
      dist: join(packages, folder, 'dist'),
      stamp: stampOf(`built-${folder}`, ['tsconfig.base.json', ...sourcesOf(folder)]),
    }))
    .filter(({ dist, stamp }) => !(stamp.isCurrent() && existsSync(dist)));
  if (stale.length === 0) return;
  for (const { dist, stamp } of stale) {
    stamp.remove();
    rmSync(dist, { recursive: true, force: true });
  }
  const filters = stale.map(({ folder }) => `--filter=./packages/${folder}`);
  pnpm(['--recursive', ...filters, 'run', 'build']);
  for (const { stamp } of stale) stamp.set();
}

/** Records whether something was done with the current content of files. */
function stampOf(name, files) {
  const digest = createHash('sha256').update(process.version);
  for (const file of files) digest.update(file).update(readFileSync(join(root, file)));
  const path = join(stamps, name);
  const wanted = digest.digest('hex');
  return {
    isCurrent: () => existsSync(path) && readFileSync(path, 'utf8') === wanted,
    remove: () => rmSync(path, { force: true }),
    set() {
      mkdirSync(stamps, { recursive: true });
      writeFileSync(path, wanted);
    },
  };
}

/** The files that a package is built from. */
function sourcesOf(folder) {
  const source = join(packages, folder, 'src');
  const files = readdirSync(source, { recursive: true, withFileTypes: true });
  return [
    `packages/${folder}/tsconfig.build.json`,
    ...files
      .filter((file) => file.isFile() && !/\.(?:test|fixture)\.ts$/.test(file.name))
      .map((file) => join(file.parentPath, file.name).slice(root.length + 1))
      .sort(),
  ];
}

function pnpm(words) {
  const [command, ...first] = pnpmCommand();
  const code = spawn(command, [...first, ...words]);
  if (code !== 0) throw new Error(`\`pnpm ${words.join(' ')}\` failed; its output is above.`);
}

/** Uses the version in `packageManager`, so that a machine without pnpm gets the same one. */
function pnpmCommand() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [pinned] = packageManager.split('+');
  return ['npx', '--yes', pinned];
}

function node(words) {
  return spawn(process.execPath, words);
}

/** Without the name of one of its programs, all ratios are measured. */
function bench(words) {
  const [first = '--'] = words;
  const [subject, ...rest] = first.startsWith('-') ? ['ratios', ...words] : words;
  return node(['--import', 'tsx', join(root, 'bench', `${subject}.mjs`), ...rest]);
}

/** Runs a TypeScript file against the sources of the packages. */
function fromSource(path, words) {
  return node(['--conditions=@rowferry/source', '--import', 'tsx', join(root, path), ...words]);
}

function spawn(command, words) {
  const { status, error } = spawnSync(command, words, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  return status ?? 1;
}

function runTests(config, words) {
  const report = join(stamps, 'tests.json');
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const slowest = `--reporter=${join(root, 'scripts', 'slowest-files.mjs')}`;
  const reporters = ['--reporter=default', slowest, '--reporter=json', `--outputFile=${report}`];
  const code = node([vitest, 'run', `--config=${config}`, ...reporters, ...words]);
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const { numPassedTests = 0, numFailedTests = 0 } = results;
  // A file that cannot be loaded, or an error outside of any test, does not count as a failed test.
  const failed = code === 0 ? numFailedTests : Math.max(1, numFailedTests);
  process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
  return code;
}
