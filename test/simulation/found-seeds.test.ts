import { expect, test } from 'vitest';
import { runSeed } from './replay.ts';

test.each([
  [
    1795992864,
    'a resume acts upon a line of the journal that the process before it could not sync',
  ],
  [
    7000522,
    'an error list is late, and the clock of the resume is ahead of the one by which its job ended',
  ],
  [
    1796005961,
    'dates are written in seconds, so that a record fits the job that stored it and the next one',
  ],
])('seed %i, in which %s, keeps every promise', async (seed) => {
  expect((await runSeed(seed)).faults).toEqual([]);
});
