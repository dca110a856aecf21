import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { vehicles } from './vehicles.ts';

test.each([
  'create drop-answer nth=1',
  'create drop-answer nth=1 times=2',
  'create drop-request nth=1',
])('a single chunk, %s: a job that it may have created is found', async (faults) => {
  const { summary, code } = await runVehicles(vehicles(9), {
    knobs: { faults, foreignJobs: 1 },
    jobs: { concurrency: 1 },
  });
  expect(code).toBeUndefined();
  expect(summary.records).toMatchObject({ read: 9, loaded: 6, rejected: 3 });
});
