import { migrate, type Verdict } from '@rowferry/core';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { vehicleTarget } from './vehicle-target.ts';

test('updates that are refused temporarily are submitted again together, and say why', async () => {
  const time = idleTime('passing-refusals');
  // The first job fails before its first row. All later jobs refuse every row temporarily.
  const knobs = { failJobs: 1, failAtRow: 0 };
  await using simulator = await time.startTenant({ knobs });
  const { tenant } = simulator;
  const records = [1, 2, 3, 4].map((n) => ({
    id: tenant.addRecord('Vehicle', { vin__c: `V${n}`, brand__c: 'Volvo' }),
    vin: `V${n}`,
  }));
  tenant.knobs.rowTrouble = 1;
  const verdicts: Verdict[] = [];
  const { jobs } = await migrate(records, {
    columns: { Id: 'id', vin__c: 'vin', brand__c: { value: 'Saab' } },
    onMissing: 'reset',
    target: vehicleTarget(time, simulator, 'update'),
    jobs: { resubmitJobsMax: 3 },
    plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
    world: time.world,
  });
  // Halves would use the same number of jobs for half as many attempts.
  expect(jobs.total).toBe(4);
  expect(tenant.jobs().map(({ id }) => [...tenant.rejections(id)].length)).toEqual([0, 4, 4, 4]);
  for (const verdict of verdicts) {
    expect(verdict).toMatchObject({
      outcome: 'unresolved',
      code: 'RESUBMITS_EXHAUSTED',
      reason: expect.stringContaining(
        'refused it, and an earlier job may have stored it',
      ) as string,
    });
  }
});
