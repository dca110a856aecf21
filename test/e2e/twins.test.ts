import { migrate } from '@rowferry/core';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { vehicleTarget } from './vehicle-target.ts';

/**
 * The last record of the first job and the only record of the second job are equal. The first job fails
 * before its last row, while the second job stores its row. What a look-up then finds matches both rows, and
 * was created while both jobs were running.
 */
test('a record that occurs twice is not reported as loaded twice', async () => {
  const time = idleTime('twins');
  const knobs = { failJobs: 1, failAtRow: 4, processingMsPerRow: 5000 };
  await using simulator = await time.startTenant({ knobs });
  const vehicle = (vin: string) => ({ vin, brand: 'Volvo' });
  const records = [...['A', 'B', 'C', 'D'].map(vehicle), vehicle('TWIN'), vehicle('TWIN')];
  const codes: string[] = [];
  const summary = await migrate(records, {
    columns: { vin__c: 'vin', brand__c: 'brand' },
    key: 'vin__c',
    target: vehicleTarget(time, simulator),
    jobs: { maxRows: 5 },
    plugins: [
      {
        name: 'codes',
        onVerdicts(verdicts) {
          for (const one of verdicts) if (one.outcome === 'unresolved') codes.push(one.code);
        },
      },
    ],
    world: time.world,
  });
  expect(summary.records.loaded).toBe(simulator.tenant.recordCount('Vehicle'));
  expect(summary.records).toMatchObject({ loaded: 5, unresolved: 1 });
  expect(codes).toEqual(['KEY_TWICE']);
});
