import { type DiskFile, migrate, RowferryError, RunStopped, resume } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

test('a run whose last journal line cannot be written is reported as stopped', async () => {
  const world = virtualWorld(1);
  const { disk } = world;
  const createFile = async (path: string): Promise<DiskFile | undefined> => {
    const file = await disk.createFile(path);
    if (file === undefined || !path.endsWith('journal.jsonl')) return file;
    const append = async (bytes: Uint8Array) => {
      if (Buffer.from(bytes).includes('ended-run')) throw new RowferryError('DISK_FAILED', 'full');
      await file.append(bytes);
    };
    return Object.create(file, { append: { value: append } });
  };
  const statuses: string[] = [];
  const options = {
    columns: { n__c: 'n' },
    target: drivenTarget(world, {}),
    plugins: [{ name: 'end', onEnd: ({ summary }) => void statuses.push(summary.status) }],
    runDir: '/run',
    world: { ...world, now: world.now, disk: { ...disk, createFile } },
  } satisfies Parameters<typeof migrate>[1];
  const error = await migrate([{ n: 1 }], options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RunStopped);
  expect(error).toMatchObject({ code: 'DISK_FAILED', summary: { status: 'stopped' } });
  const summary = await resume([{ n: 1 }], options);
  expect(summary).toMatchObject({ status: 'completed', records: { loaded: 1 } });
  expect(statuses).toEqual(['stopped', 'completed']);
});
