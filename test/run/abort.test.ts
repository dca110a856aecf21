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

interface Left {
  readonly isReason: boolean;
  readonly summary: { readonly status: string; readonly records: Record<string, number> };
  readonly jobs: readonly string[];
  readonly left: readonly string[];
}

const command = [process.execPath, '--conditions=@rowferry/source', '--import=tsx', scenes];
const { child, ended } = startProcess(command, { cwd: root });
afterAll(() => child.kill());

const told = new Map<string, Left>();
if (child.stdout !== null) {
  createInterface(child.stdout).on('line', (line) => {
    const { name, ...left } = JSON.parse(line);
    told.set(name, left);
  });
}

/** What a scene left; the process plays one after the other. */
async function leftBy(scene: string): Promise<Left> {
  const over = ended.then(({ stderr }) => {
    if (!told.has(scene)) throw new Error(`ended before it had told of: ${scene}\n${stderr}`);
  });
  await Promise.race([over, until(`the process tells of: ${scene}`, () => told.has(scene))]);
  return told.get(scene) as Left;
}

test('before the start: the reason, and nothing is sent or written', async () => {
  const world = virtualWorld(1);
  const target = drivenTarget(world, {});
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  const running = migrate([{ n: 1 }], { columns: { n__c: 'n' }, target, world, signal });
  await expect(running).rejects.toBe(reason);
  expect([target.calls, world.files.size]).toEqual([[], 0]);
});

test.each([
  ['endless source', undefined],
  ['silent stream', []],
  ['deaf source', []],
  ['full tenant', []],
  ['running jobs', undefined],
  ['jobs that outlast the grace', undefined],
])('%s: rejects with the reason itself, and leaves nothing running', async (scene, jobs) => {
  const outcome = await leftBy(scene);
  expect(outcome).toMatchObject({ isReason: true, summary: { status: 'interrupted' }, left: [] });
  if (jobs !== undefined) expect(outcome.jobs).toEqual(jobs);
  if (scene === 'jobs that outlast the grace') {
    expect(outcome.jobs).toContain('in_progress');
    expect(outcome.summary.records['loaded']).toBe(0);
    return;
  }
  // What runs is settled, and what waits for its file is cancelled.
  const loaded = outcome.jobs.filter((status) => status === 'completed').length;
  expect(outcome.jobs.every((status) => ['completed', 'cancelled'].includes(status))).toBe(true);
  expect(outcome.summary.records['loaded']).toBe(loaded);
});

test('the process in which all of this happened ends by itself', async () => {
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});
