import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../world/started.ts';
import { expectOneLine } from './one-line.ts';
import { killedRun, type Scene, scene } from './scene.ts';

describe.concurrent('a directory that is not a run directory causes one message and exit code 2', () => {
  test.each(['resume', 'retry', 'status'])('%s of a directory that is no run', async (command) => {
    await using setting = await scene();
    expectOneLine(
      await setting.command(command, 'nowhere'),
      /nowhere contains no run; .*\[RUN_UNKNOWN\]/,
    );
    expectOneLine(await setting.command(command, '.'), /\. contains no run; .*\[RUN_UNKNOWN\]/);
    const noFolder = /v\.yaml.* ENOTDIR.*\[DISK_FAILED\]|v\.yaml contains no run/;
    expectOneLine(await setting.command(command, 'v.yaml'), noFolder);
  });

  test('a folder that cannot be created', async () => {
    await using setting = await scene();
    const ended = await setting.command('run', 'v.yaml', '--run-dir', 'v.yaml/out');
    expectOneLine(ended, /v\.yaml\/out: ENOTDIR.*\[DISK_FAILED\]/);
  });
});

describe('a damaged run directory causes one message, and once it is repaired the run can be resumed', () => {
  let killed: Scene;
  beforeAll(async () => {
    killed = await killedRun();
  });
  afterAll(() => killed[Symbol.asyncDispose]());

  test('another version, and an incomplete description', async () => {
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

  test('a truncated chunk file, and a missing one', async () => {
    const path = join(killed.cwd, 'out/chunks', await openChunk(killed));
    const bytes = await readFile(path);
    await truncate(path, 10);
    const message =
      /^rowferry: .*chunks\/\S+\.csv has \d+ bytes, but the run needs \d+; .*\[FILE_LOST\]/;
    const expectLost = ({ code, stdout, stderr }: Ended) => {
      // A job may wait that the process left without its file: then the lines before say how to cancel it.
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    };
    expectLost(await killed.command('resume', 'out'));
    await rm(path);
    expectLost(await killed.command('resume', 'out'));
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

/** The name of a chunk file that the run still needs: the process may have been killed before it removed others. */
async function openChunk(killed: Scene): Promise<string> {
  const lines = (await killed.read('out/journal.jsonl')).split('\n').slice(0, -1);
  const entries = lines.map((line) => JSON.parse(line)[2]);
  const settled = new Set(entries.flatMap(({ type, chunk }) => (type === 'settled' ? chunk : [])));
  const open = entries.find(({ type, number }) => type === 'segment' && !settled.has(number));
  return `${String(open.number).padStart(6, '0')}.csv`;
}
