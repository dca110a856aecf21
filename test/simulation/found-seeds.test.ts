import { expect, test } from 'vitest';
import { runSeed } from './replay.ts';

test.each([
  [1795992864, 'a resume relies on a journal line that the previous process could not sync'],
  [
    7000522,
    'an error list is late, and the clock of the resume is ahead of the clock that timed the end of its job',
  ],
  [
    1796005961,
    'dates have a resolution of seconds, so that a record matches the job that stored it and the next one',
  ],
])('seed %i, in which %s, keeps every promise', async (seed) => {
  expect((await runSeed(seed)).faults).toEqual([]);
});
