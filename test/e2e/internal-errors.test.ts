import type { FaultAction } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { goodVehicles } from './vehicles.ts';

const RECORDS = goodVehicles(3);
const JOBS = { maxRows: 1, concurrency: 1 };
const ANSWERS: readonly FaultAction[] = [
  '500-json',
  '502-html',
  { status: 400, body: { code: 71013060, message: 'Internal error.' } },
  { status: 200, body: { success: false, reasons: [{ code: 71013099 }] } },
];

test.each(ANSWERS)(
  'creates that made a job and are answered by an internal error leave none: %j',
  async (answer) => {
    const { code, summary } = await runVehicles(RECORDS, {
      jobs: JOBS,
      during: (tenant) =>
        tenant.addFault({ on: 'create', nth: 2, times: 5, do: answer, commits: true }),
      after(tenant) {
        const cancelled = tenant.jobs().filter(({ status }) => status === 'cancelled');
        expect(cancelled).toHaveLength(5);
        expect(tenant.activeJobsPeak.overall).toBe(1);
      },
    });
    expect(code).toBeUndefined();
    expect(summary.records.loaded).toBe(RECORDS.length);
  },
);

test.each(ANSWERS)('a tenant that answers so to every create is given up: %j', async (answer) => {
  const { code, summary } = await runVehicles(RECORDS, {
    jobs: JOBS,
    during: (tenant) => tenant.addFault({ on: 'create', nth: 2, times: 1_000_000, do: answer }),
  });
  expect(code).toBe('RETRIES_EXHAUSTED');
  expect(summary.records).toMatchObject({ loaded: 1, rejected: 0, unresolved: 0 });
});
