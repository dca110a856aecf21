import { describe, expect, test } from 'vitest';
import { vehicles } from './rowferry.ts';
import { fiveInProgress, killedRun, scene } from './scene.ts';

describe.concurrent('status', () => {
  test('--json prints the summary, the process that has the lock, and each job', async () => {
    await using running = await scene({ knobs: { processingMs: 600_000 } });
    const { child, ended } = running.begin('run', 'v.yaml', '--run-dir', 'out');
    await fiveInProgress(running);
    const { code, stdout, stderr } = await running.command('status', 'out', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { jobs, ...status } = JSON.parse(stdout);
    expect(status).toEqual({
      runId: expect.stringMatching(/^\d{8}-\d{6}-[0-9a-f]{6}$/),
      object: 'Vehicle',
      operation: 'create',
      status: 'running',
      records: { read: expect.any(Number), skipped: 0, loaded: 0, rejected: 0, unresolved: 0 },
      bytesUploaded: expect.any(Number),
      startedAt: expect.stringMatching(/Z$/),
      holder: { pid: child.pid, host: expect.any(String), since: expect.stringMatching(/Z$/) },
    });
    expect(jobs).toMatchObject({ total: 5, completed: 0, failed: 0, cancelled: 0 });
    const [first] = jobs.each;
    expect(jobs.each).toHaveLength(5);
    expect(Object.keys(first).sort()).toEqual(['id', 'requestId', 'rows', 'status']);
    expect(first).toMatchObject({ rows: 10, status: expect.stringMatching(/^[a-z_]+$/) });
    child.kill('SIGKILL');
    await ended;
    const killed = JSON.parse((await running.command('status', 'out', '--json')).stdout);
    expect(killed).toMatchObject({ status: 'interrupted', jobs: { total: 5 } });
    expect(killed).not.toHaveProperty('holder');
    expect(killed).not.toHaveProperty('finishedAt');
  });

  test('of a run that has ended prints its summary, and changes no file', async () => {
    const files = { 'vehicles.jsonl': vehicles(20, (n) => n === 3) };
    await using ended = await scene({ files });
    expect((await ended.command('run', 'v.yaml', '--run-dir', 'out', '--quiet')).code).toBe(1);
    const before = await ended.read('out/journal.jsonl');
    const { stdout } = await ended.command('status', 'out', '--json');
    const { jobs, ...status } = JSON.parse(stdout);
    const { jobs: counts, ...summary } = JSON.parse(await ended.read('out/summary.json'));
    expect(status).toEqual(summary);
    expect(jobs).toMatchObject({ ...counts, each: Array(5).fill({ status: 'completed' }) });
    const { code, stderr } = await ended.command('status', 'out');
    expect(stderr).toContain(' is completed: ');
    expect(stderr).toContain('5 jobs: 5 completed\n');
    expect(stderr).toContain('rowferry retry out');
    expect(code).toBe(0);
    expect(await ended.read('out/journal.jsonl')).toBe(before);
  });

  test('counts the records without a verdict', async () => {
    await using killed = await killedRun();
    const { stderr } = await killed.command('status', 'out');
    expect(stderr).toMatch(/^ {2}unsettled +\d+$/m);
    expect(stderr).toMatch(/^\d+ jobs: (\d+ [a-z ]+(, )?)+$/m);
  });
});
