import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { vehicles } from './vehicles.ts';

const [good] = vehicles(1);

/** Valid records, except for the doors of some. */
function doors(...counts: number[]) {
  return counts.map((count, n) => ({ ...good, n, vin: `VIN${n}`, doors: count }));
}

test('a count of a failed job that matches by accident proves none of its rows', async () => {
  const { summary } = await runVehicles(doors(77, 3, 3), {
    knobs: { failJobs: 1, failAtRow: 1, failedJobError: 'missing' },
  });
  expect(summary.records).toMatchObject({ loaded: 0, rejected: 1, unresolved: 2 });
});

test('a job that ended early is no evidence of how the tenant counts', async () => {
  await runVehicles(doors(77, 3, 3, 3, 77, 77), {
    knobs: {
      serverCancels: 'in-progress',
      serverCancelsJobs: 1,
      serverCancelsAtRow: 1,
      errorsLateMs: 500,
      processingMs: 300,
    },
    jobs: { concurrency: 1, maxRows: 1 },
  });
});
