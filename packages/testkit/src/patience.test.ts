import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually, PATIENCE_MS, settled, within } from './patience.ts';

const AGES_MS = 600_000;
const never = new Promise<never>(() => {});

test('what does not come is told once patience is over', async () => {
  const waiting = within(1, never, 'the end');
  await expect(waiting).rejects.toThrow('the end did not end within 1 ms');
  const hoping = eventually(
    1,
    () => false,
    () => 'it was not so',
  );
  await expect(hoping).rejects.toThrow('it was not so');
});

test('what comes is not waited for any longer', async () => {
  let looks = 0;
  await eventually(
    AGES_MS,
    () => ++looks === 3,
    () => 'it was not so',
  );
  expect(await within(AGES_MS, sleep(1, 'here'), 'the end')).toBe('here');
  await expect(within(AGES_MS, Promise.reject(new Error('no')), 'the end')).rejects.toThrow('no');
});

test('a count is settled when it no longer changes, or is too high', async () => {
  let count = 0;
  expect(await settled(() => Math.min(++count, 5), Number.POSITIVE_INFINITY)).toBe(5);
  count = 0;
  expect(await settled(() => ++count, 3)).toBe(4);
});

test('a rule complains before a runner loses its patience', () => {
  const mochaMs = 2_000;
  expect(PATIENCE_MS).toBeLessThan(mochaMs);
});
