import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';
import { folderWith, start, untilNotARepetition } from './rowferry.ts';
import { fiveInProgress, SLOW_JOBS, scene } from './scene.ts';

describe.concurrent('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'settles its jobs after %s, and ends with 130 and its summary',
    async (name) => {
      await using running = await scene({ knobs: SLOW_JOBS });
      running.time.pause();
      const run = running.begin('run', 'v.yaml', '--run-dir', 'out', '--json');
      await fiveInProgress(running);
      run.child.kill(name);
      await run.untilStderr('Interrupted: settling the running jobs. Press Ctrl-C again');
      running.time.run();
      const { code, stdout, stderr } = await run.ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(/^Interrupted: settling the running jobs\. Press Ctrl-C again/m);
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

  test('ends at once after the second signal, and can be resumed', async () => {
    await using running = await scene();
    // No job ends, and the run may wait ten minutes for them, but it ends without waiting.
    running.time.pause();
    const { child, untilStderr, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out');
    await fiveInProgress(running);
    child.kill('SIGINT');
    await untilStderr('Press Ctrl-C again to exit at once');
    await untilNotARepetition();
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/\nExited at once\. Continue with: rowferry resume out\n$/);
    const status = await running.command('status', 'out');
    expect(status.stderr).toMatch(/ is interrupted: [\s\S]*\n {2}rowferry resume out\n$/);
  });
});

test('a run whose plugin is never made ends at the first signal', async () => {
  await using running = await scene({
    files: {
      'm.mjs': `export default {
        source: { use: 'jsonl', path: 'vehicles.jsonl' },
        columns: { vin__c: 'vin' },
        target: { use: './never.mjs' },
      };`,
      'never.mjs': `export default () => {
        process.stderr.write('waits\\n');
        setInterval(() => {}, 1000);
        return new Promise(() => {});
      };`,
    },
  });
  const { child, untilStderr, ended } = running.begin('run', 'm.mjs', '--run-dir', 'out');
  await untilStderr('waits');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
  await expect(running.read('out/run.json')).rejects.toThrow('ENOENT');
});

describe.concurrent('a closed pipe causes no crash', () => {
  test('when only the first line is read', async () => {
    const { child, ended } = start(['simulate', '--help']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('when the progress of a run is no longer read', async () => {
    await using running = await scene();
    running.time.pause();
    const { child, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out', '--json');
    await fiveInProgress(running);
    child.stderr?.destroy();
    running.time.run();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout).records.loaded).toBe(100);
  });
});

test('a simulator ends with 0 when it is interrupted', async () => {
  const { child, ended, untilStderr } = start(['simulate', '--seed', '7']);
  await untilStderr('export ZUORA_BASE_URL=http://127.0.0.1:');
  child.kill('SIGINT');
  expect((await ended).code).toBe(0);
});

test.each([
  ['with an old Node what it needs', '18.20.0', /^rowferry: needs Node 20\.19 or newer; this is v/],
  [
    'before the build that it is not built',
    process.versions.node,
    /^rowferry: not built yet; run `npm run build`/,
  ],
])('the launcher says %s', async (_, version, message) => {
  const launcher = join(import.meta.dirname, '../../packages/cli/bin/rowferry.js');
  const text = (await readFile(launcher, 'utf8')).replace(/^#!.*/, '');
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  await using folder = await folderWith({ 'rowferry.mjs': pretend + text });
  const { ended } = startProcess([process.execPath, join(folder.path, 'rowferry.mjs')]);
  const { code, stderr } = await ended;
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});
