import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { settled } from './counting.ts';
import { eventually, PATIENCE_MS, within } from './patience.ts';

const LONG_MS = 600_000;
const never = new Promise<never>(() => {});

test('reports what did not happen once the time is over', async () => {
  const waiting = within(1, never, 'the end');
  await expect(waiting).rejects.toThrow('the end did not end within 1 ms');
  const waitingForTrue = eventually(
    1,
    () => false,
    () => 'it was false',
  );
  await expect(waitingForTrue).rejects.toThrow('it was false');
});

test('stops waiting as soon as the event happens', async () => {
  let looks = 0;
  await eventually(
    LONG_MS,
    () => ++looks === 3,
    () => 'it was false',
  );
  expect(await within(LONG_MS, sleep(1, 'here'), 'the end')).toBe('here');
  await expect(within(LONG_MS, Promise.reject(new Error('no')), 'the end')).rejects.toThrow('no');
});

test('a count is settled when it no longer changes, or is too high', async () => {
  let count = 0;
  expect(await settled(() => Math.min(++count, 5), Number.POSITIVE_INFINITY)).toBe(5);
  count = 0;
  expect(await settled(() => ++count, 3)).toBe(4);
});

test('a rule fails before the timeout of the runner', () => {
  const mochaMs = 2_000;
  expect(PATIENCE_MS).toBeLessThan(mochaMs);
});
