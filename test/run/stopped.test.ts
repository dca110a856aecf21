import { migrate, RowferryError, RunStopped, resume } from '@rowferry/core';
import { expect, test } from 'vitest';
import { drivenTarget } from '../world/driven-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

test.each([
  ['a bug', new TypeError('x is not a function'), 'UNEXPECTED_ERROR'],
  ['an error of its own', new RowferryError('OBJECT_UNKNOWN', 'no such object'), 'OBJECT_UNKNOWN'],
])('a run that %s ends has a code, its cause and the summary', async (_, thrown, code) => {
  const world = virtualWorld(1);
  const ends: unknown[] = [];
  const target = drivenTarget(world, {});
  const options = {
    columns: { n__c: 'n' },
    target: { ...target, list: () => Promise.reject(thrown) },
    plugins: [{ name: 'end', onEnd: ({ error }: { error?: unknown }) => void ends.push(error) }],
    runDir: '/run',
    world,
  };
  const error = await migrate([{ n: 1 }], options).catch((rejection: unknown) => rejection);
  expect(error).toBeInstanceOf(RunStopped);
  expect(error).toMatchObject({ code, message: thrown.message, later: [] });
  expect(error).toMatchObject({ summary: { status: 'stopped', records: { read: 0 } } });
  const { cause } = error as RunStopped;
  expect(cause === thrown || (cause as RowferryError).cause === thrown).toBe(true);
  expect(ends).toEqual([cause]);
  const resumed = await resume([{ n: 1 }], { ...options, target });
  expect(resumed).toMatchObject({ status: 'completed', records: { loaded: 1 } });
});

test('a chunk whose file has another number of rows than its journal settles no row', async () => {
  const world = virtualWorld(1);
  const driven = drivenTarget(world, {});
  // Other bytes, but as many: what only a bug could write.
  const target = {
    ...driven,
    async *outcomes() {
      const path = '/run/chunks/000001.csv';
      const bytes = Buffer.from(await world.disk.readFile(path))
        .toString()
        .replace('\n3\n', '\n33');
      await world.disk.replaceFile(path, Buffer.from(bytes));
      yield { row: 3, code: 7, message: 'refused' };
    },
  };
  const options = { columns: { n__c: 'n' }, target, runDir: '/run', world };
  const records = [1, 2, 3, 4].map((n) => ({ n }));
  const error = await migrate(records, options).catch((rejection: unknown) => rejection);
  expect(error).toMatchObject({
    code: 'ASSERTION_FAILED',
    summary: { status: 'stopped', records: { read: 4, loaded: 0, rejected: 0, unresolved: 0 } },
  });
});
