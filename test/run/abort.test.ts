import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { migrate } from '@rowferry/core';
import { afterAll, expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { startProcess } from '../world/started.ts';
import { until } from '../world/until.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const scenes = fileURLToPath(new URL('abort.run.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Outcome {
  readonly code: string;
  readonly isReason: boolean;
  readonly isWritten: boolean;
  readonly summary: { readonly status: string; readonly records: Record<string, number> };
  readonly jobs: readonly string[];
  readonly left: readonly string[];
}

const command = [process.execPath, '--conditions=@rowferry/source', '--import=tsx', scenes];
const { child, ended } = startProcess(command, { cwd: root });
afterAll(() => child.kill());

const outcomes = new Map<string, Outcome>();
if (child.stdout !== null) {
  createInterface(child.stdout).on('line', (line) => {
    const { name, ...left } = JSON.parse(line);
    outcomes.set(name, left);
  });
}

/** Waits for the outcome of a scene. The process runs one scene after the other. */
async function outcomeOf(scene: string): Promise<Outcome> {
  const over = ended.then(({ stderr }) => {
    if (!outcomes.has(scene)) throw new Error(`ended before it reported: ${scene}\n${stderr}`);
  });
  await Promise.race([over, until(`the process reports: ${scene}`, () => outcomes.has(scene))]);
  return outcomes.get(scene) as Outcome;
}

test('before the start: rejects with INTERRUPTED, and sends and writes nothing', async () => {
  const world = virtualWorld(1);
  const target = drivenTarget(world, {});
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  const running = migrate([{ n: 1 }], { columns: { n__c: 'n' }, target, world, signal });
  await expect(running).rejects.toMatchObject({ name: 'RowferryError', code: 'INTERRUPTED' });
  await expect(running).rejects.toHaveProperty('cause', reason);
  expect([target.calls, world.files.size]).toEqual([[], 0]);
});

test.each([
  ['endless source', undefined],
  ['silent stream', []],
  ['source that ignores the signal', []],
  ['full tenant', []],
  ['running jobs', undefined],
  ['jobs that outlast the grace period', undefined],
])(
  '%s: rejects with the reason and the summary, and leaves nothing running',
  async (scene, jobs) => {
    const outcome = await outcomeOf(scene);
    expect(outcome).toMatchObject({
      code: 'INTERRUPTED',
      isReason: true,
      isWritten: true,
      summary: { status: 'interrupted' },
      left: [],
    });
    if (jobs !== undefined) expect(outcome.jobs).toEqual(jobs);
    if (scene === 'jobs that outlast the grace period') {
      expect(outcome.jobs).toContain('in_progress');
      expect(outcome.summary.records['loaded']).toBe(0);
      return;
    }
    // Running jobs are settled, and pending jobs are cancelled.
    const loaded = outcome.jobs.filter((status) => status === 'completed').length;
    expect(outcome.jobs.every((status) => ['completed', 'cancelled'].includes(status))).toBe(true);
    expect(outcome.summary.records['loaded']).toBe(loaded);
  },
);

test('the process of these runs ends by itself', async () => {
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});
