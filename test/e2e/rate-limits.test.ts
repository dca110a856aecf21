import type { FaultAnswer } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { goodVehicles } from './vehicles.ts';

const RECORDS = goodVehicles(12);
const ANSWERS: readonly FaultAnswer[] = [
  { status: 429 },
  { status: 429, body: { reasons: [{ code: 70, message: 'API Rate limit exceeded' }] } },
  { status: 200, body: { success: false, reasons: [{ code: 70, message: 'Wait' }] } },
  { status: 200, body: { success: false, reasons: [{ code: '50000070', message: 'Wait' }] } },
  { status: 400, body: { code: 70, message: 'The limit of 50000 rows per minute is exceeded' } },
  { status: 400, body: { code: 50000070, message: 'Request exceeded limit' } },
  { status: 400, body: { code: 71012570, message: 'Concurrent request limit exceeded' } },
  { status: 400, body: { code: 71013620, message: 'Too many concurrent requests' } },
  { status: 503, body: { code: 71012560, message: 'Service limit exceeded' } },
];
const NAMED = ANSWERS.map((answer) => ({ ...answer, headers: { 'retry-after': '60' } }));

test.each([...ANSWERS, ...NAMED])(
  'a rate limit neither splits a file nor rejects a row: %j',
  async (answer) => {
    const { code, summary } = await runVehicles(RECORDS, {
      during: (tenant) => tenant.addFault({ on: 'upload', nth: 1, times: 6, do: answer }),
    });
    expect(code).toBeUndefined();
    expect(summary.records).toMatchObject({ loaded: RECORDS.length, rejected: 0, unresolved: 0 });
    expect(summary.jobs.total).toBe(2);
  },
);
