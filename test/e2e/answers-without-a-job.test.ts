import type { FaultAction } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { runVehicles } from './migration.ts';
import { goodVehicles } from './vehicles.ts';

const RECORDS = goodVehicles(20);
/** Answers behind which the request may have been processed. */
const ANSWERS: readonly FaultAction[] = [
  ...[{ success: true }, {}, [], '<html>', ''].map((body) => ({ status: 200, body })),
  ...[204, 302, 408].map((status) => ({ status })),
];
const CASES = ANSWERS.flatMap((answer) =>
  [false, true].map((commits) => ({ answer, commits, shown: JSON.stringify(answer) })),
);

test.each(CASES)(
  'a create that is answered $shown, processed: $commits, leaves no pending job',
  async ({ answer, commits }) => {
    for (const nth of [1, 2]) {
      const { code, summary } = await runVehicles(RECORDS, {
        during: (tenant) => tenant.addFault({ on: 'create', nth, do: answer, commits }),
      });
      expect(code).toBeUndefined();
      expect(summary.records.loaded).toBe(RECORDS.length);
    }
  },
);

test.each(CASES)(
  'a file whose upload is answered $shown, processed: $commits, is stored once',
  async ({ answer, commits }) => {
    const { code, summary } = await runVehicles(RECORDS, {
      during: (tenant) => tenant.addFault({ on: 'upload', nth: 1, do: answer, commits }),
    });
    expect(code).toBeUndefined();
    expect(summary.records.loaded).toBe(RECORDS.length);
  },
);

test.each([
  { key: undefined, records: { loaded: 10, unresolved: 10, rejected: 0 } },
  { key: 'vin__c', records: { loaded: 20, unresolved: 0, rejected: 0 } },
])(
  'rows that a failed job may have stored after such an answer to its upload: key $key',
  async ({ key, records }) => {
    for (const body of [{ success: true }, {}]) {
      const { code, summary } = await runVehicles(RECORDS, {
        ...(key !== undefined && { key }),
        knobs: { failJobs: 1, failAtRow: 3, processingMs: 0 },
        during: (tenant) =>
          tenant.addFault({ on: 'upload', nth: 1, do: { status: 200, body }, commits: true }),
      });
      expect(code).toBeUndefined();
      expect(summary.records).toMatchObject(records);
    }
  },
);
