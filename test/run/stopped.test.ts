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
