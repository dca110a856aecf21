import type { Summary, Verdict } from '@rowferry/core';
import { expect, test } from 'vitest';
import { describeEnding } from './ending.ts';
import { reasonCounter } from './reasons.ts';

const SUMMARY: Summary = {
  runId: '1',
  object: 'Vehicle',
  operation: 'create',
  status: 'completed',
  records: { read: 1203, skipped: 0, loaded: 1200, rejected: 3, unresolved: 0 },
  jobs: { total: 1, completed: 1, failed: 0, cancelled: 0 },
  bytesUploaded: 10,
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:10.000Z',
};

const refused = (position: number, code: number, message: string): Verdict => ({
  ...{ position, at: `a.jsonl:${position + 1}`, verdict: 'rejected', by: 'target' },
  errors: [{ code, message, column: 'vin__c' }],
});

test('the end tells counts, reasons, files and what to do, and quotes no record', () => {
  const reasons = reasonCounter();
  void reasons.onVerdicts?.([refused(1, 7, 'a'), refused(2, 8, '"secret"'), refused(3, 8, 'b')]);
  expect(describeEnding(SUMMARY, 'runs/1', reasons.list())).toMatchInlineSnapshot(`
    "Completed after 0:10: 1,203 records read, 1 job, 120 rows/s.
      loaded     1,200
      rejected       3
      skipped        0
      unresolved     0
    Reasons:
      2 × 8 in vin__c (refused by target)
      1 × 7 in vin__c (refused by target)
    Files:
      runs/1/rejected.jsonl  each rejected record with its errors and its place
      runs/1/summary.json    these counts
    Next:
      Look at runs/1/rejected.jsonl: \`at\` names the place of each record.
      Correct those records in a file of their own, and run a migration of that file only."
  `);
  expect(describeEnding(SUMMARY, 'runs/1', reasons.list(), true)).toContain('a.jsonl:3: "secret"');
});

test('a run that loaded everything has nothing to do next', () => {
  const records = { read: 1, skipped: 0, loaded: 1, rejected: 0, unresolved: 0 };
  expect(describeEnding({ ...SUMMARY, records }, 'runs/1', [])).toMatchInlineSnapshot(`
    "Completed after 0:10: 1 record read, 1 job, 0 rows/s.
      loaded     1
      rejected   0
      skipped    0
      unresolved 0
    Files:
      runs/1/summary.json  these counts"
  `);
});

test('an interrupted run says what is kept', () => {
  const records = { ...SUMMARY.records, loaded: 1000, rejected: 0, unresolved: 3 };
  const summary: Summary = { ...SUMMARY, records, status: 'interrupted' };
  expect(describeEnding(summary, 'runs/1', [])).toMatchInlineSnapshot(`
    "Interrupted after 0:10: 1,203 records read, 1 job, 100 rows/s.
      loaded     1,000
      rejected       0
      skipped        0
      unresolved     3
      unsettled    200
    Files:
      runs/1/unresolved.jsonl  each record of which nobody can tell whether it was stored
      runs/1/summary.json      these counts
    Next:
      Look up each unresolved record in Zuora before you load it again.
      Do not load the same source again from its start: some of it may be stored.
      runs/1 holds what is settled, and all that continuing needs."
  `);
});

test('codes that a plugin makes up for each record do not fill the memory', () => {
  const reasons = reasonCounter();
  for (let code = 0; code < 5000; code++) void reasons.onVerdicts?.([refused(code, code, 'x')]);
  expect(reasons.list()).toHaveLength(1000);
});
