import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import {
  folderWith,
  rowferry,
  type Started,
  start,
  VEHICLES,
  variablesOf,
  vehicles,
} from './rowferry.ts';

/** Calls `work` while a run has jobs in progress. */
async function whileRunning(
  { activeJobs = 5, ...options }: SimulatorOptions & { readonly activeJobs?: number },
  work: (started: Started, folder: string, simulator: Simulator) => Promise<void>,
): Promise<void> {
  await using simulator = await startSimulator(options);
  const text = VEHICLES.replace('jobs:', 'jobs:\n  maxRows: 10');
  await using folder = await folderWith({ 'v.yaml': text, 'vehicles.jsonl': vehicles(100) });
  const words = ['run', 'v.yaml', '--run-dir', 'out', '--json'];
  const started = start(words, { cwd: folder.path, env: variablesOf(simulator) });
  while (simulator.tenant.activeJobs < activeJobs)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await work(started, folder.path, simulator);
}

describe.concurrent('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'settles what runs after %s, and ends with 130 and its summary',
    async (name) => {
      const knobs = { processingMs: 1500 };
      await whileRunning({ knobs }, async ({ child, ended }, folder, simulator) => {
        child.kill(name);
        // As npx does: one Ctrl-C arrives twice.
        child.kill(name);
        const { code, stdout, stderr } = await ended;
        expect(code).toBe(130);
        expect(stderr).toMatch(/^Interrupted: settling the jobs that run\. Press again/m);
        expect(stderr).toMatch(/^Interrupted after /m);
        expect(stderr).not.toMatch(/^\s+at /m);
        expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted' });
        const { jobs, records } = JSON.parse(stdout);
        expect(jobs.completed).toBeGreaterThan(0);
        expect(records.loaded).toBe(jobs.completed * 10);
        expect(stdout).toBe(await readFile(join(folder, 'out/summary.json'), 'utf8'));
        expect(stderr).toMatch(/^ {4}rowferry resume out$/m);
        const surroundings = { cwd: folder, env: variablesOf(simulator) };
        const resumed = await rowferry(['resume', 'out', '--quiet'], surroundings);
        expect(resumed).toEqual({ code: 0, stdout: '', stderr: '' });
        expect(simulator.tenant.recordCount('Vehicle')).toBe(100);
      });
    },
  );

  test('leaves at once after the second signal, and can be resumed', async () => {
    const knobs = { processingMs: 600_000 };
    await whileRunning({ knobs }, async ({ child, ended, said }, folder) => {
      child.kill('SIGINT');
      await said('Press again to leave at once');
      await new Promise((resolve) => setTimeout(resolve, 200));
      const before = performance.now();
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(performance.now() - before).toBeLessThan(2000);
      expect(stderr).toMatch(/\nLeft at once\. Go on with: rowferry resume out\n$/);
      const status = await rowferry(['status', 'out'], { cwd: folder });
      expect(status.stderr).toMatch(/ is interrupted: [\s\S]*\n {2}rowferry resume out\n$/);
    });
  });
});

describe.concurrent('a closed pipe is no crash', () => {
  test('for who reads only the first line', async () => {
    const { child, ended } = start(['simulate', '--help']);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('for a run whose progress nobody reads any more', async () => {
    await whileRunning(
      { activeJobs: 1, knobs: { processingMs: 200 } },
      async ({ child, ended }) => {
        child.stderr.destroy();
        const { code, stdout } = await ended;
        expect(code).toBe(0);
        expect(JSON.parse(stdout).records.loaded).toBe(100);
      },
    );
  });
});

test('a simulator ends with 0 when it is interrupted', async () => {
  const { child, ended, said } = start(['simulate', '--seed', '7']);
  await said('export ZUORA_BASE_URL=http://127.0.0.1:');
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
});

test.each([
  ['an old Node what it needs', '18.20.0', /^rowferry: needs Node 20\.19 or newer, this is v/],
  [
    'that it is not built',
    process.versions.node,
    /^rowferry: it is not built yet; run `npm run build`/,
  ],
])('the launcher tells %s', async (_, version, message) => {
  const launcher = join(import.meta.dirname, '../../packages/cli/bin/rowferry.js');
  const text = (await readFile(launcher, 'utf8')).replace(/^#!.*/, '');
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  await using folder = await folderWith({ 'rowferry.mjs': pretend + text });
  const child = spawn(process.execPath, [join(folder.path, 'rowferry.mjs')]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (more) => {
    said += more;
  });
  const [code] = await once(child, 'close');
  expect(said).toMatch(message);
  expect(code).toBe(2);
});
