import { expect, test } from 'vitest';
import { replayOf, runSeed } from './replay.ts';

const FIRST = 1;
const COUNT = 250;

const SEEDS = Array.from({ length: COUNT }, (_, index) => FIRST + index);

test.each(SEEDS)('the run of seed %i keeps every promise', async (seed) => {
  const { faults } = await runSeed(seed);
  expect(faults, `seed ${seed}; again: ${replayOf(seed)}`).toEqual([]);
});

test('a seed gives the same run each time', async () => {
  const [first, second] = [await runSeed(FIRST), await runSeed(FIRST)];
  expect(second.ran.trace).toEqual(first.ran.trace);
});
