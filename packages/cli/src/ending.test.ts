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
  expect(describeEnding(SUMMARY, 'runs/1', { reasons: reasons.list() })).toMatchInlineSnapshot(`
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
      Mend the migration, or the records in a copy of runs/1/rejected.jsonl, then:
        rowferry retry runs/1 [--rejected <copy>]"
  `);
  expect(
    describeEnding(SUMMARY, 'runs/1', { reasons: reasons.list(), isDemonstration: true }),
  ).toContain('a.jsonl:3: "secret"');
});

test('a run that loaded everything has nothing to do next', () => {
  const records = { read: 1, skipped: 0, loaded: 1, rejected: 0, unresolved: 0 };
  expect(describeEnding({ ...SUMMARY, records }, 'runs/1')).toMatchInlineSnapshot(`
    "Completed after 0:10: 1 record read, 1 job, 0 rows/s.
      loaded     1
      rejected   0
      skipped    0
      unresolved 0
    Files:
      runs/1/summary.json  these counts"
  `);
});

test('an interrupted run says how it goes on', () => {
  const records = { ...SUMMARY.records, loaded: 1000, rejected: 0, unresolved: 3 };
  const summary: Summary = { ...SUMMARY, records, status: 'interrupted' };
  expect(describeEnding(summary, 'runs/1')).toMatchInlineSnapshot(`
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
      Go on from here, once nothing stands in the way:
        rowferry resume runs/1
      A new run of the same source would load again what is loaded."
  `);
});

test('a resumed run knows neither its rate nor the reasons of before', () => {
  const records = { read: 9, skipped: 0, loaded: 8, rejected: 0, unresolved: 1 };
  const reasons = [
    { code: 'KEY_EMPTY', column: undefined, by: undefined, records: 1, examples: [] },
  ];
  const shown = { reasons, isResumed: true };
  expect(describeEnding({ ...SUMMARY, records }, "it's", shown)).toMatchInlineSnapshot(`
    "Completed after 0:10: 9 records read, 1 job.
      loaded     8
      rejected   0
      skipped    0
      unresolved 1
    Reasons since it was resumed:
      1 × KEY_EMPTY (unresolved)
    Files:
      it's/unresolved.jsonl  each record of which nobody can tell whether it was stored
      it's/summary.json      these counts
    Next:
      What a look-up by key proves absent is moved again by:
        rowferry retry 'it'\\''s'
      Look up what stays unresolved in Zuora before you load it yourself."
  `);
});

test('codes that a plugin makes up for each record do not fill the memory', () => {
  const reasons = reasonCounter();
  for (let code = 0; code < 5000; code++) void reasons.onVerdicts?.([refused(code, code, 'x')]);
  expect(reasons.list()).toHaveLength(1000);
});
