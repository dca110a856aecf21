import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killedRun, type Scene, scene } from './begun.ts';
import { expectOneLine } from './one-line.ts';

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

  test('a folder that cannot be made', async () => {
    await using begun = await scene();
    const ended = await begun.command('run', 'v.yaml', '--run-dir', 'v.yaml/out');
    expectOneLine(ended, /v\.yaml\/out: ENOTDIR.*\[DISK_FAILED\]/);
  });
});

describe('a run directory that is damaged is one message, and once it is repaired the run goes on', () => {
  let killed: Scene;
  beforeAll(async () => {
    killed = await killedRun();
  });
  afterAll(() => killed[Symbol.asyncDispose]());

  test('another version, and half a description', async () => {
    const run = await killed.read('out/run.json');
    await killed.write('out/run.json', run.replace(/"version":\d+/, '"version":1'));
    expectOneLine(
      await killed.command('resume', 'out'),
      /another version of Rowferry .*\[RUN_UNKNOWN\]/,
    );
    await killed.write('out/run.json', run.slice(0, 20));
    expectOneLine(await killed.command('status', 'out'), /run\.json is damaged; .*\[RUN_UNKNOWN\]/);
    await killed.write('out/run.json', run);
  });

  test('a chunk file that was cut, and one that is lost', async () => {
    const chunks = join(killed.cwd, 'out/chunks');
    const [csv = ''] = (await readdir(chunks)).filter((name) => name.endsWith('.csv'));
    const path = join(chunks, csv);
    const bytes = await readFile(path);
    await truncate(path, 10);
    const message = /chunks\/\S+\.csv has \d+ of \d+ bytes that the run needs; .*\[FILE_LOST\]/;
    expectOneLine(await killed.command('resume', 'out'), message);
    await rm(path);
    expectOneLine(await killed.command('resume', 'out'), message);
    await writeFile(path, bytes);
  });

  test('a line of the journal', async () => {
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
});
