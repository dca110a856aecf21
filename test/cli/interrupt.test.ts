import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';
import { fiveAtWork, SLOW_JOBS, scene } from './begun.ts';
import { folderWith, start } from './rowferry.ts';

describe.concurrent('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'settles what runs after %s, and ends with 130 and its summary',
    async (name) => {
      await using running = await scene({ knobs: SLOW_JOBS });
      running.time.hold();
      const run = running.begin('run', 'v.yaml', '--run-dir', 'out', '--json');
      await fiveAtWork(running);
      run.child.kill(name);
      await run.said('Interrupted: settling the jobs that run. Press again');
      running.time.flow();
      const { code, stdout, stderr } = await run.ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/^Interrupted: settling the jobs that run\. Press again/m);
      expect(stderr).toMatch(/^Interrupted after /m);
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted' });
      const { jobs, records } = JSON.parse(stdout);
      expect(jobs.completed).toBe(5);
      expect(records.loaded).toBe(50);
      expect(stdout).toBe(await running.read('out/summary.json'));
      expect(stderr).toMatch(/^ {4}rowferry resume out$/m);
      const resumed = await running.command('resume', 'out', '--quiet');
      expect(resumed).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(running.simulator.tenant.recordCount('Vehicle')).toBe(100);
    },
  );

  test('leaves at once after the second signal, and can be resumed', async () => {
    await using running = await scene();
    // No job ends, and a run has ten minutes to settle them: it leaves without.
    running.time.hold();
    const { child, said, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out');
    await fiveAtWork(running);
    child.kill('SIGINT');
    await said('Press again to leave at once');
    await beyondEcho();
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/\nLeft at once\. Go on with: rowferry resume out\n$/);
    const status = await running.command('status', 'out');
    expect(status.stderr).toMatch(/ is interrupted: [\s\S]*\n {2}rowferry resume out\n$/);
  });
});

/** A second signal that comes sooner after the first counts as the same one. */
function beyondEcho(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

describe.concurrent('a closed pipe is no crash', () => {
  test('for who reads only the first line', async () => {
    const { child, ended } = start(['simulate', '--help']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('for a run whose progress nobody reads any more', async () => {
    await using running = await scene();
    running.time.hold();
    const { child, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out', '--json');
    await fiveAtWork(running);
    child.stderr?.destroy();
    running.time.flow();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).records.loaded).toBe(100);
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
  const { ended } = startProcess([process.execPath, join(folder.path, 'rowferry.mjs')]);
  const { code, stderr } = await ended;
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
