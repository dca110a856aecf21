import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONTAINER } from '../world/container.ts';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { COMMAND, vehicles } from './rowferry.ts';
import { MIGRATION, SLOW_JOBS, scene, storeSome } from './scene.ts';

const RECORDS = 60;
const RESULTS = ['journal.jsonl', 'rejected.jsonl', 'unresolved.jsonl', 'summary.json'];

test.runIf(CONTAINER)(
  'a container that is paused during a run, and continues after another process has taken over, ends with RUN_LOCKED',
  async () => {
    const bad = (number: number) => number % 10 === 3;
    await using run = await scene({
      knobs: SLOW_JOBS,
      files: {
        'v.yaml': MIGRATION.replace('target:', 'key: vin__c\ntarget:'),
        'vehicles.jsonl': vehicles(RECORDS, bad),
      },
    });
    const { cwd, env, time, simulator } = run;
    time.pause();
    const args = [...(CONTAINER ?? []), ...COMMAND, 'run', 'v.yaml', '--run-dir', 'out'];
    const surroundings = { cwd, env: { PATH: process.env['PATH'], ...env } };
    const { child, ended } = startProcess(args, { ...surroundings, detached: true });
    const signal = (name: NodeJS.Signals) => process.kill(-(child.pid as number), name);
    await storeSome(run);
    const isSettled = async () =>
      (await run.read('out/journal.jsonl')).includes('"type":"settled"');
    await until('a job is settled', isSettled);
    signal('SIGSTOP');
    time.run();
    const other = await run.command('resume', 'out');
    const results = async () =>
      await Promise.all(RESULTS.map((file) => run.read(join('out', file))));
    const before = await results();
    signal('SIGCONT');
    const { code, stderr } = await ended;
    expect(code).toBe(75);
    expect(stderr).toMatch(/out was taken over by process \d+ on .*\[RUN_LOCKED\]/);
    expect(other.stderr).toMatch(/^Completed /m);
    expect(other.code).toBe(1);
    expect(await results()).toEqual(before);
    const vins = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['vin__c']);
    expect(new Set(vins).size).toBe(RECORDS - RECORDS / 10);
    expect(vins).toHaveLength(RECORDS - RECORDS / 10);
  },
);
