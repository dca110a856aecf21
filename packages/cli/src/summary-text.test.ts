import type { Summary, Verdict } from '@rowferry/core';
import { expect, test } from 'vitest';
import { reasonCounter } from './reasons.ts';
import { describeSummary } from './summary-text.ts';

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

const rejected = (position: number, code: number, message: string): Verdict => ({
  ...{ position, at: `a.jsonl:${position + 1}`, outcome: 'rejected', by: 'target' },
  errors: [{ code, message, column: 'vin__c' }],
});

test('the text has counts, reasons, files and what to do, and quotes no record', () => {
  const reasons = reasonCounter();
  void reasons.onVerdicts?.([rejected(1, 7, 'a'), rejected(2, 8, '"secret"'), rejected(3, 8, 'b')]);
  expect(describeSummary(SUMMARY, 'runs/1', { reasons: reasons.list() })).toMatchInlineSnapshot(`
    "Completed after 0:10: 1,203 records read, 1 job, 120 rows/s.
      loaded     1,200
      rejected       3
      skipped        0
      unresolved     0
    Reasons:
      2 × 8 in vin__c (rejected by target)
      1 × 7 in vin__c (rejected by target)
    Files:
      runs/1/rejected.jsonl  each rejected record, with its errors and its place in the source
      runs/1/summary.json    these counts
    Next:
      Fix the migration, or the records in a copy of runs/1/rejected.jsonl, then:
        rowferry retry runs/1 [--rejected <copy>]"
  `);
  expect(
    describeSummary(SUMMARY, 'runs/1', { reasons: reasons.list(), isDemonstration: true }),
  ).toContain('a.jsonl:3: "secret"');
});

test('the text says what to do about records that could not be read', () => {
  const unread = (position: number): Verdict => ({
    ...{ position, at: 'x', outcome: 'rejected', by: 'source' },
    errors: [{ code: 'LINE_NOT_JSON', message: 'x' }],
  });
  const nextOf = (verdicts: readonly Verdict[]) => {
    const reasons = reasonCounter();
    void reasons.onVerdicts?.(verdicts);
    const text = describeSummary(SUMMARY, 'runs/1', { reasons: reasons.list() });
    return text.slice(text.indexOf('Next:'));
  };
  expect(nextOf([unread(1), rejected(2, 8, 'a'), rejected(3, 8, 'b')])).toMatchInlineSnapshot(`
    "Next:
      Fix the migration, or the records in a copy of runs/1/rejected.jsonl; add a \`record\` to each line that has none.
      A line without it is left out, also of later retries. Then:
        rowferry retry runs/1 [--rejected <copy>]"
  `);
  expect(nextOf([unread(1), unread(2), unread(3)])).toMatchInlineSnapshot(`
    "Next:
      In a copy of runs/1/rejected.jsonl, add a \`record\` to each line that has none.
      A line without it is left out, also of later retries. Then:
        rowferry retry runs/1 --rejected <copy>"
  `);
});

test('the reasons say how many duplicates are in the source, and how many were in the tenant', () => {
  const reasons = reasonCounter();
  const others = [{ position: 0, at: 'a.jsonl:1' }, 'tenant', { position: 1, at: 'b' }] as const;
  const verdicts = others.map((duplicateOf, position): Verdict => {
    const error = { code: 7, column: 'vin__c', duplicateOf };
    const place = { position, at: 'x', outcome: 'rejected', by: 'target' } as const;
    return { ...place, errors: [error] };
  });
  void reasons.onVerdicts?.([...verdicts, rejected(9, 7, 'a')]);
  expect(describeSummary(SUMMARY, 'runs/1', { reasons: reasons.list() })).toContain(
    '\n  4 × 7 in vin__c (rejected by target): 2 with a key that the source has twice, 1 with a key that the tenant had before\n',
  );
});

test('a run that loaded everything names no next step', () => {
  const records = { read: 1, skipped: 0, loaded: 1, rejected: 0, unresolved: 0 };
  expect(describeSummary({ ...SUMMARY, records }, 'runs/1')).toMatchInlineSnapshot(`
    "Completed after 0:10: 1 record read, 1 job, 0 rows/s.
      loaded     1
      rejected   0
      skipped    0
      unresolved 0
    Files:
      runs/1/summary.json  these counts"
  `);
});

test('an interrupted run says how to continue', () => {
  const records = { ...SUMMARY.records, loaded: 1000, rejected: 0, unresolved: 3 };
  const summary: Summary = { ...SUMMARY, records, status: 'interrupted' };
  expect(describeSummary(summary, 'runs/1')).toMatchInlineSnapshot(`
    "Interrupted after 0:10: 1,203 records read, 1 job, 100 rows/s.
      loaded     1,000
      rejected       0
      skipped        0
      unresolved     3
      unsettled    200
    Files:
      runs/1/unresolved.jsonl  each record that may or may not have been stored
      runs/1/summary.json      these counts
    Next:
      Fix what stopped the run, if anything did, then continue it:
        rowferry resume runs/1
      A new run of the same source would load the loaded records again."
  `);
});

test('a resumed run shows no rate, and no reasons from before', () => {
  const records = { read: 9, skipped: 0, loaded: 8, rejected: 0, unresolved: 1 };
  const reasons = [
    {
      code: 'KEY_EMPTY',
      column: undefined,
      by: undefined,
      records: 1,
      duplicates: { source: 0, tenant: 0 },
      examples: [],
    },
  ];
  const details = { reasons, isResumed: true };
  expect(describeSummary({ ...SUMMARY, records }, "it's", details)).toMatchInlineSnapshot(`
    "Completed after 0:10: 9 records read, 1 job.
      loaded     8
      rejected   0
      skipped    0
      unresolved 1
    Reasons since it was resumed:
      1 × KEY_EMPTY (unresolved)
    Files:
      it's/unresolved.jsonl  each record that may or may not have been stored
      it's/summary.json      these counts
    Next:
      To retry the records that a lookup by key proves absent:
        rowferry retry 'it'\\''s'
      Look up the remaining unresolved records in Zuora before you load them yourself."
  `);
});

test('codes that a plugin invents for each record do not fill the memory', () => {
  const reasons = reasonCounter();
  for (let code = 0; code < 5000; code++) void reasons.onVerdicts?.([rejected(code, code, 'x')]);
  expect(reasons.list()).toHaveLength(1000);
});

test('nothing that a server, a record or a file says looks like a line of ours', () => {
  const said = 'x\nNext:\n  rm -rf ~\u001b[2J\u202e';
  const reasons = reasonCounter();
  void reasons.onVerdicts?.([rejected(1, 7, said)]);
  const details = { reasons: reasons.list(), retriedBy: { runId: said, runDir: said } };
  for (const isDemonstration of [false, true]) {
    const text = describeSummary(SUMMARY, said, { ...details, isDemonstration });
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E]/u);
    expect(text).not.toMatch(/^ *(?:Next|rm)/m);
  }
});
