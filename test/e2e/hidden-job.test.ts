import { migrate, type Verdict } from '@rowferry/core';
import type { KnobSettings } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { idleTime } from '../world/idle-time.ts';
import { vehicleTarget } from './vehicle-target.ts';

const RECORDS = Array.from({ length: 6 }, (_, n) => ({ n, vin: `V${n}` }));

/** The first job answers 404 for longer than the grace period, and stores its rows afterwards. */
const HIDDEN: KnobSettings = { jobsHiddenMs: 400_000, jobsHiddenCount: 1, processingMs: 260_000 };

test.each([
  ['while the rows wait for another job', { ...HIDDEN, activeJobsMax: 1 }],
  ['while another job has the rows', HIDDEN],
])(
  'a job that counted as vanished stores its rows %s: none of them is rejected',
  async (_, knobs) => {
    const time = idleTime('hidden-job');
    await using simulator = await time.startTenant({ knobs });
    const verdicts: Verdict[] = [];
    const { records } = await migrate(RECORDS, {
      columns: { vin__c: 'vin', legacyId__c: 'n', brand__c: { value: 'Volvo' } },
      key: 'vin__c',
      target: vehicleTarget(time, simulator),
      plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
      world: time.world,
    });
    expect(simulator.tenant.recordCount('Vehicle')).toBe(RECORDS.length);
    expect(records.rejected).toBe(0);
    expect(records.loaded + records.unresolved).toBe(RECORDS.length);
    const jobs = new Set([...simulator.tenant.records('Vehicle')].map(({ jobId }) => jobId));
    for (const verdict of verdicts) {
      if (verdict.outcome === 'unresolved') expect(verdict.code).toBe('CREATOR_UNCERTAIN');
      if (verdict.outcome === 'loaded') expect(jobs.has(verdict.job ?? '')).toBe(true);
    }
  },
);
