import type { RunStatus } from '@rowferry/core';
import { expect, test } from 'vitest';
import { describeStanding } from './standing.ts';

const job = (status: string) => ({ id: '1', status, rows: 10 });
const STANDING: RunStatus = {
  runId: '7',
  object: 'Vehicle',
  operation: 'create',
  status: 'running',
  records: { read: 40, skipped: 0, loaded: 19, rejected: 1, unresolved: 0 },
  jobs: {
    ...{ total: 4, completed: 2, failed: 0, cancelled: 0 },
    each: ['completed', 'in_progress', 'completed', 'pending'].map(job),
  },
  bytesUploaded: 10,
  startedAt: '2026-01-01T00:00:00.000Z',
  holder: { pid: 42, host: 'here', since: '2026-01-01T00:00:00.000Z' },
};
const { holder: _, ...FREE } = STANDING;
const finishedAt = '2026-01-02T00:00:00.000Z';

test('a run that runs says who works on it, and has nothing to do', () => {
  expect(describeStanding(STANDING, 'out')).toMatchInlineSnapshot(`
    "Run 7 (create Vehicle) is running: began 2026-01-01T00:00:00.000Z.
      loaded     19
      rejected    1
      skipped     0
      unresolved  0
      unsettled  20
    4 jobs: 2 completed, 1 in progress, 1 pending
    Process 42 on here works on it since 2026-01-01T00:00:00.000Z."
  `);
});

test('a run that is over, and in the hands of its retry, has nothing to do', () => {
  const said = describeStanding({ ...STANDING, status: 'completed', finishedAt }, 'out');
  expect(said).toMatch(/ is completed: .* ended 2026-01-02/);
  expect(said).toMatch(/\nProcess 42 on here works on it since \S+$/);
});

test.each(['interrupted', 'stopped'] as const)('a run that is %s names resume', (status) => {
  const said = describeStanding({ ...FREE, status }, 'my runs');
  expect(said).toMatch(/\nNext:\n {2}rowferry resume 'my runs'$/);
});

test('a run that is over names retry, or the run that has retried it', () => {
  const over: RunStatus = { ...FREE, status: 'completed', finishedAt };
  expect(describeStanding(over, 'out')).toContain('rowferry retry out');
  const retriedBy = { runId: '8', runDir: 'again' };
  expect(describeStanding({ ...over, retriedBy }, 'out')).toMatchInlineSnapshot(`
    "Run 7 (create Vehicle) is completed: began 2026-01-01T00:00:00.000Z, ended 2026-01-02T00:00:00.000Z.
      loaded     19
      rejected    1
      skipped     0
      unresolved  0
      unsettled  20
    4 jobs: 2 completed, 1 in progress, 1 pending
    Run 8 retries what it refused:
      rowferry status again"
  `);
  const records = { ...over.records, loaded: 20, rejected: 0 };
  expect(describeStanding({ ...over, records }, 'out')).not.toContain('Next');
});
