import type { JobStatus, RunStatus } from '@rowferry/core';
import { expect, test } from 'vitest';
import { describeStatus } from './status-text.ts';

const job = (status: JobStatus['status']) => ({ id: '1', status, rows: 10 });
const STATUS: RunStatus = {
  runId: '7',
  object: 'Vehicle',
  operation: 'create',
  status: 'running',
  records: { read: 40, skipped: 0, loaded: 19, rejected: 1, unresolved: 0 },
  jobs: {
    ...{ total: 4, completed: 2, failed: 0, cancelled: 0 },
    each: (['completed', 'working', 'completed', 'waiting'] as const).map(job),
  },
  bytesUploaded: 10,
  startedAt: '2026-01-01T00:00:00.000Z',
  holder: { pid: 42, host: 'here', since: '2026-01-01T00:00:00.000Z' },
};
const { holder: _, ...WITHOUT_HOLDER } = STATUS;
const finishedAt = '2026-01-02T00:00:00.000Z';

test('a run in progress names its process, and no next step', () => {
  expect(describeStatus(STATUS, 'out')).toMatchInlineSnapshot(`
    "Run 7 (create Vehicle) is running: began 2026-01-01T00:00:00.000Z.
      loaded     19
      rejected    1
      skipped     0
      unresolved  0
      unsettled  20
    4 jobs: 2 completed, 1 working, 1 waiting
    Process 42 on here has been working on it since 2026-01-01T00:00:00.000Z."
  `);
});

test('a finished run whose retry is at work names no next step', () => {
  const text = describeStatus({ ...STATUS, status: 'completed', finishedAt }, 'out');
  expect(text).toMatch(/ is completed: .* ended 2026-01-02/);
  expect(text).toMatch(/\nProcess 42 on here has been working on it since \S+$/);
});

test.each(['interrupted', 'stopped'] as const)('a run that is %s names `resume`', (status) => {
  const text = describeStatus({ ...WITHOUT_HOLDER, status }, 'my runs');
  expect(text).toMatch(/\nNext:\n {2}rowferry resume 'my runs'$/);
});

test('a finished run names `retry`, or the run that retried it', () => {
  const finished: RunStatus = { ...WITHOUT_HOLDER, status: 'completed', finishedAt };
  expect(describeStatus(finished, 'out')).toContain('rowferry retry out');
  const retriedBy = { runId: '8', runDir: 'again' };
  expect(describeStatus({ ...finished, retriedBy }, 'out')).toMatchInlineSnapshot(`
    "Run 7 (create Vehicle) is completed: began 2026-01-01T00:00:00.000Z, ended 2026-01-02T00:00:00.000Z.
      loaded     19
      rejected    1
      skipped     0
      unresolved  0
      unsettled  20
    4 jobs: 2 completed, 1 working, 1 waiting
    Run 8 retries this run:
      rowferry status again"
  `);
  const records = { ...finished.records, loaded: 20, rejected: 0 };
  expect(describeStatus({ ...finished, records }, 'out')).not.toContain('Next');
});

test('nothing that a file of the run says looks like a line of ours', () => {
  const said = 'x\nNext:\n  rm -rf ~\u001b[2J\u202e';
  const finished: RunStatus = {
    ...WITHOUT_HOLDER,
    ...{ status: 'completed', runId: said, object: said, startedAt: said, finishedAt: said },
    operation: said as RunStatus['operation'],
    retriedBy: { runId: said, runDir: said },
  };
  const running: RunStatus = { ...STATUS, holder: { pid: 42, host: said, since: said } };
  for (const run of [finished, running]) {
    const text = describeStatus(run, 'out');
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202A-\u202E]/u);
    expect(text).not.toMatch(/^ *(?:Next|rm)/m);
  }
});
