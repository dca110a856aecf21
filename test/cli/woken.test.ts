import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { CONTAINER } from '../world/container.ts';
import { COMMAND, folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

const RECORDS = 60;
const MIGRATION = `${VEHICLES.replace('target:', 'key: vin__c\ntarget:')}  maxRows: 10\n`;

test.runIf(CONTAINER)(
  'a container that is paused in a run, and goes on when another process has taken over, ends with RUN_HELD',
  async () => {
    const bad = (number: number) => number % 10 === 3;
    await using folder = await folderWith({
      'v.yaml': MIGRATION,
      'vehicles.jsonl': vehicles(RECORDS, bad),
    });
    await using simulator = await startSimulator({ knobs: { processingMs: 3_000 } });
    const { tenant } = simulator;
    const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
    const [name = '', ...words] = [...(CONTAINER ?? []), ...COMMAND];
    const child = spawn(name, [...words, 'run', 'v.yaml', '--run-dir', 'out'], {
      ...{ cwd: folder.path, env: { PATH: process.env['PATH'], ...surroundings.env } },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const signal = (name: NodeJS.Signals) => process.kill(-(child.pid as number), name);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const ended = once(child, 'close');
    // Some jobs are settled, and others run.
    while (tenant.recordCount('Vehicle') < 9) await new Promise((done) => setTimeout(done, 20));
    signal('SIGSTOP');
    const other = await rowferry(['resume', 'out'], surroundings);
    const results = async () =>
      await Promise.all(
        ['journal.jsonl', 'rejected.jsonl', 'unresolved.jsonl', 'summary.json'].map((file) =>
          readFile(join(folder.path, 'out', file), 'utf8'),
        ),
      );
    const before = await results();
    signal('SIGCONT');
    expect((await ended)[0]).toBe(2);
    expect(stderr).toMatch(/out was taken over by process \d+ on .*\[RUN_HELD\]/);
    expect(other.stderr).toMatch(/^Completed /m);
    expect(other.code).toBe(1);
    expect(await results()).toEqual(before);
    const vins = [...tenant.records('Vehicle')].map(({ cells }) => cells['vin__c']);
    expect(new Set(vins).size).toBe(RECORDS - RECORDS / 10);
    expect(vins).toHaveLength(RECORDS - RECORDS / 10);
  },
);
