import { expect, test } from 'vitest';
import { runSeed } from './replay.ts';

test.each([
  [5793, 'two jobs of a row share a second'],
  [22119, 'a job that is gone may have worked on'],
])('seed %i, in which %s, loads the row and names no job', async (seed) => {
  const { ran, faults } = await runSeed(seed);
  expect(faults).toEqual([]);
  const { verdicts } = ran;
  const nameless = [...verdicts.values()].filter((one) => one.verdict === 'loaded' && !one.job);
  expect(nameless).toHaveLength(1);
  expect(nameless[0]).not.toHaveProperty('job');
  expect(nameless[0]).not.toHaveProperty('row');
});
