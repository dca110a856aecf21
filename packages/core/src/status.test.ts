import { expect, it } from 'vitest';
import { drivenTarget } from '../../../test/world/driven-target.ts';
import { virtualWorld } from '../../../test/world/virtual-world.ts';
import { migrate } from './migrate.ts';
import { takeLock } from './run-directory/lock.ts';
import { readStatus } from './status.ts';

it('a completed run stays completed while a retry has its lock', async () => {
  const alone = virtualWorld(1);
  const processes = { ...alone.processes, isRunning: async () => true };
  const world = { ...alone, now: alone.now, processes };
  const target = drivenTarget(world, {});
  const { finishedAt } = await migrate([{ n: 1 }], {
    ...{ columns: { n__c: 'n' }, target, runDir: '/run', world },
  });
  const lock = await takeLock(world, '/run', new AbortController().signal);
  expect(await readStatus('/run', world)).toMatchObject({
    status: 'completed',
    finishedAt,
    holder: { pid: 1 },
  });
  await lock.release();
});
