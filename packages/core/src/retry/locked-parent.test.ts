import { expect, it } from 'vitest';
import { drivenTarget } from '../../../../test/world/driven-target.ts';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { migrate } from '../migrate.ts';
import { retry } from '../retry.ts';
import { takeLock } from '../run-directory/lock.ts';

it('a retry of a run that another process has locked leaves no directory', async () => {
  const alone = virtualWorld(1);
  const processes = { ...alone.processes, isRunning: async () => true };
  const world = { ...alone, now: alone.now, processes };
  const options = { columns: { n__c: 'n' }, target: drivenTarget(world, {}), world };
  await migrate([{ n: 1 }, { n: '\ud800' }], { ...options, runDir: '/run' });
  const lock = await takeLock(world, '/run', new AbortController().signal);
  const again = () => retry('/run', { ...options, runDir: '/again' });
  await expect(again()).rejects.toMatchObject({ code: 'RUN_LOCKED' });
  expect([...world.files.keys()].filter((path) => path.startsWith('/again'))).toEqual([]);
  await lock.release();
  await expect(again()).resolves.toMatchObject({ status: 'completed' });
});

it('a retry that slept while another process took over the run does not write its name there', async () => {
  const world = virtualWorld(1);
  const files = world.files as Map<string, Uint8Array>;
  const options = { columns: { n__c: 'n' }, target: drivenTarget(world, {}) };
  const records = [{ n: 1 }, { n: '\ud800' }];
  await migrate(records, { ...options, world, runDir: '/run' });
  const syncFolder = async () => {
    if (files.has('/again/retry.jsonl')) files.set('/run/lock.3', Buffer.from(''));
  };
  const asleep = { ...world, now: world.now, disk: { ...world.disk, syncFolder } };
  await expect(
    retry('/run', { ...options, world: asleep, runDir: '/again' }),
  ).rejects.toMatchObject({ code: 'RUN_LOCKED' });
  expect(files.has('/run/retry.json')).toBe(false);
});
