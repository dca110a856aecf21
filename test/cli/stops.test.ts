import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { expectOneLine } from './one-line.ts';
import { COMMAND, rowferry, vehicles } from './rowferry.ts';
import { MIGRATION, scene } from './scene.ts';

describe.concurrent('a run that stops prints how to resume it', () => {
  test('after a full disk', async () => {
    await using setting = await scene({ files: { 'vehicles.jsonl': vehicles(2000) } });
    const { cwd, env } = setting;
    // No file may grow beyond 16 KiB, as on a full disk.
    const command = COMMAND.map((word) => `'${word}'`).join(' ');
    const args = `ulimit -f 16; exec ${command} run v.yaml --run-dir out`;
    const full = await startProcess(['bash', '-c', args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
    }).ended;
    expect(full.stderr).toMatch(/^Stopped after [\s\S]*\n {4}rowferry resume out\n/m);
    expect(full.stderr).toMatch(/^rowferry: Could not write to out\/\S+: EFBIG.*\[DISK_FAILED\]$/m);
    expect(full).toMatchObject({ code: 2 });
    const { code, stderr } = await setting.command('resume', 'out');
    expect(stderr).toMatch(/^ {2}loaded +2,000$/m);
    expect(code).toBe(0);
    expect(setting.stored().size).toBe(2000);
    expect(setting.simulator.tenant.recordCount('Vehicle')).toBe(2000);
  });

  test('after a plugin that fails, also with --quiet', async () => {
    const plugin = `import { existsSync } from 'node:fs';
      export default {
        name: 'picky',
        onVerdicts() { if (!existsSync('fine')) throw new Error('not today'); },
      };`;
    const files = { 'v.yaml': `${MIGRATION}plugins: [{ use: ./p.mjs }]\n`, 'p.mjs': plugin };
    await using setting = await scene({ files });
    const quiet = await setting.command('run', 'v.yaml', '--run-dir', 'out', '--quiet');
    expect(quiet.stderr).toMatch(
      /^Continue with: rowferry resume out\nrowferry: .*not today.*\[PLUGIN_FAILED\]/,
    );
    expect(quiet.code).toBe(2);
    const again = await setting.command('resume', 'out');
    expect(again.stderr).toMatch(/^Stopped after [\s\S]*\n {4}rowferry resume out\n/m);
    expect(again.code).toBe(2);
    await setting.write('fine', '');
    expect((await setting.command('resume', 'out', '--quiet')).code).toBe(0);
    expect(setting.simulator.tenant.recordCount('Vehicle')).toBe(100);
  });

  test('before its first record, after a plugin that cannot start', async () => {
    const plugin = "export default { name: 'p', onStart() { throw new Error('no table'); } };";
    const files = { 'v.yaml': `${MIGRATION}plugins: [{ use: ./p.mjs }]\n`, 'p.mjs': plugin };
    await using setting = await scene({ files });
    const failed = await setting.command('run', 'v.yaml', '--run-dir', 'out', '--json');
    expectOneLine({ ...failed, stdout: '' }, /^rowferry: p, onStart: no table \[PLUGIN_FAILED\]/);
    expect(JSON.parse(failed.stdout)).toMatchObject({ status: 'stopped', records: { read: 0 } });
    expectOneLine(await setting.command('resume', 'out', '--quiet'), /no table/);
    await setting.write(
      'p.mjs',
      "export default { name: 'p', onStart: () => new Promise(() => {}) };",
    );
    await setting.write('v.yaml', files['v.yaml'].replace('graceSeconds: 600', 'graceSeconds: 0'));
    const { child, ended, untilStderr } = setting.begin('resume', 'out', '--debug');
    await until('the run has its lock', async () => existsSync(join(setting.cwd, 'out/lock.3')));
    child.kill('SIGINT');
    await untilStderr('Interrupted');
    expect(await ended).toMatchObject({ code: 130 });
  });
});

test.each([
  ['resume', 'name the directory of the run: `rowferry resume <run-dir>`'],
  ['retry', 'name the directory of the run: `rowferry retry <run-dir>`'],
  ['status out --jsno', 'there is no flag `--jsno`; did you mean `--json`?'],
  ['status out --quiet', '`--quiet` is a flag of `run`, not of `status`'],
  ['resume out --run-dir x', '`--run-dir` is a flag of `run`, not of `resume`'],
  ['resume out again', 'unexpected argument `again`'],
  ['retry out --rejected', 'not enough arguments following --rejected'],
  ['retyr out', 'there is no command `retyr`; did you mean `retry`?'],
])('rowferry %s', async (args, message) => {
  const ended = await rowferry(args.split(' '));
  expect(ended.stderr).toContain(message);
  expectOneLine(ended, /^/);
});
