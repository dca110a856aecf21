import { readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, startProcess } from '../world/started.ts';
import { killedRun, MIGRATION, scene } from './begun.ts';
import { COMMAND, rowferry, vehicles } from './rowferry.ts';

function expectOneLine({ code, stdout, stderr }: Ended, pattern: RegExp): void {
  expect(stderr).toMatch(pattern);
  expect(stderr).toMatch(/^rowferry: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

describe.concurrent('a directory that no run can go on in is one message and exit code 2', () => {
  test.each(['resume', 'retry', 'status'])('%s of what is no run', async (command) => {
    await using begun = await scene();
    expectOneLine(
      await begun.command(command, 'nowhere'),
      /nowhere holds no run; .*\[RUN_UNKNOWN\]/,
    );
    expectOneLine(await begun.command(command, '.'), /\. holds no run; .*\[RUN_UNKNOWN\]/);
    const noFolder = /v\.yaml.* ENOTDIR.*\[DISK_FAILED\]|v\.yaml holds no run/;
    expectOneLine(await begun.command(command, 'v.yaml'), noFolder);
  });

  test('a damaged journal', async () => {
    await using killed = await killedRun();
    const journal = await killed.read('out/journal.jsonl');
    const lines = journal.split('\n');
    lines[2] = lines[2]?.replace('"', "'") ?? '';
    await killed.write('out/journal.jsonl', lines.join('\n'));
    const message = /line 3 of out\/journal\.jsonl is damaged; .*\[JOURNAL_CORRUPT\]/;
    expectOneLine(await killed.command('status', 'out'), message);
    expectOneLine(await killed.command('resume', 'out'), message);
    await killed.write('out/journal.jsonl', journal);
    expect((await killed.command('resume', 'out', '--quiet')).code).toBe(0);
  });

  test('a lost chunk file, and one that was cut', async () => {
    await using killed = await killedRun();
    const chunks = join(killed.cwd, 'out/chunks');
    const [csv = ''] = (await readdir(chunks)).filter((name) => name.endsWith('.csv'));
    await truncate(join(chunks, csv), 10);
    const message = /chunks\/\S+\.csv has \d+ of \d+ bytes that the run needs; .*\[FILE_LOST\]/;
    expectOneLine(await killed.command('resume', 'out'), message);
    await rm(join(chunks, csv));
    expectOneLine(await killed.command('resume', 'out'), message);
  });

  test('a run of another version', async () => {
    await using killed = await killedRun();
    const run = await killed.read('out/run.json');
    await killed.write('out/run.json', run.replace(/"version":\d+/, '"version":1'));
    expectOneLine(
      await killed.command('resume', 'out'),
      /another version of Rowferry .*\[RUN_UNKNOWN\]/,
    );
    await killed.write('out/run.json', run.slice(0, 20));
    expectOneLine(await killed.command('status', 'out'), /run\.json is damaged; .*\[RUN_UNKNOWN\]/);
  });

  test('a folder that cannot be made', async () => {
    await using begun = await scene();
    const ended = await begun.command('run', 'v.yaml', '--run-dir', 'v.yaml/out');
    expectOneLine(ended, /v\.yaml\/out: ENOTDIR.*\[DISK_FAILED\]/);
  });
});

describe.concurrent('a run that stops says how it goes on', () => {
  test('after a full disk', async () => {
    await using begun = await scene({ files: { 'vehicles.jsonl': vehicles(2000) } });
    const { cwd, env } = begun;
    // No file may become longer than 16 KiB, as though nothing more had room.
    const command = COMMAND.map((word) => `'${word}'`).join(' ');
    const words = `ulimit -f 16; exec ${command} run v.yaml --run-dir out`;
    const full = await startProcess(['bash', '-c', words], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
    }).ended;
    expect(full.stderr).toMatch(/^Stopped after [\s\S]*\n {4}rowferry resume out\n/m);
    expect(full.stderr).toMatch(/^rowferry: Could not write to out\/\S+: EFBIG.*\[DISK_FAILED\]$/m);
    expect(full).toMatchObject({ code: 2 });
    const { code, stderr } = await begun.command('resume', 'out');
    expect(stderr).toMatch(/^ {2}loaded +2,000$/m);
    expect(code).toBe(0);
    expect(begun.stored().size).toBe(2000);
    expect(begun.simulator.tenant.recordCount('Vehicle')).toBe(2000);
  });

  test('after a plugin that fails, also when it is quiet', async () => {
    const plugin = `import { existsSync } from 'node:fs';
      export default {
        name: 'picky',
        onVerdicts() { if (!existsSync('fine')) throw new Error('not today'); },
      };`;
    const files = { 'v.yaml': `${MIGRATION}plugins: [{ use: ./p.mjs }]\n`, 'p.mjs': plugin };
    await using begun = await scene({ files });
    const quiet = await begun.command('run', 'v.yaml', '--run-dir', 'out', '--quiet');
    expect(quiet.stderr).toMatch(
      /^Go on with: rowferry resume out\nrowferry: .*not today.*\[PLUGIN_FAILED\]/,
    );
    expect(quiet.code).toBe(2);
    const again = await begun.command('resume', 'out');
    expect(again.stderr).toMatch(/^Stopped after [\s\S]*\n {4}rowferry resume out\n/m);
    expect(again.code).toBe(2);
    await begun.write('fine', '');
    expect((await begun.command('resume', 'out', '--quiet')).code).toBe(0);
    expect(begun.simulator.tenant.recordCount('Vehicle')).toBe(100);
  });
});

test.each([
  ['resume', 'name the directory of the run: `rowferry resume <run-dir>`'],
  ['retry', 'name the directory of the run: `rowferry retry <run-dir>`'],
  ['status out --jsno', 'there is no flag `--jsno`; did you mean `--json`?'],
  ['status out --quiet', '`--quiet` is a flag of `run`, not of `status`'],
  ['resume out --run-dir x', '`--run-dir` is a flag of `run`, not of `resume`'],
  ['resume out again', '`again` is one word too many'],
  ['retry out --rejected', 'not enough arguments following --rejected'],
  ['retyr out', 'there is no command `retyr`; did you mean `retry`?'],
])('rowferry %s', async (words, message) => {
  const ended = await rowferry(words.split(' '));
  expect(ended.stderr).toContain(message);
  expectOneLine(ended, /^/);
});
