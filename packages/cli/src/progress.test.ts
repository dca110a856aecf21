import type { Progress } from '@rowferry/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { progressLine } from './progress.ts';
import { describeProgress } from './progress-text.ts';

const RECORDS = { read: 400, skipped: 10, loaded: 360, rejected: 30, unresolved: 0 };
const PROGRESS: Progress = {
  records: RECORDS,
  pulled: 1200,
  recordsPerSecond: 20,
  jobs: { working: 4, uploading: 1 },
  waits: [],
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the line shows records, rate, jobs, rejections, and the estimated end', () => {
  expect(describeProgress({ ...PROGRESS, total: 2400 })).toBe(
    '400 of 1,200 records settled · 30 rejected · 20 rows/s · ETA 1:40' +
      ' · jobs: 4 working, 1 uploading',
  );
});

test('no end is estimated if the source does not know its size', () => {
  const records = { ...RECORDS, unresolved: 2 };
  expect(describeProgress({ ...PROGRESS, records, jobs: {}, recordsPerSecond: 0 })).toBe(
    '402 of 1,200 records settled · 30 rejected · 2 unresolved · 0 rows/s',
  );
});

test.each([
  [80, '400 of 1,200 records settled · 30 rejected · 20 rows/s · ETA 1:40 · 5 jobs'],
  [66, '400 of 1,200 records settled · 30 rejected · 20 rows/s · ETA 1:40'],
])('in %d columns, jobs are shortened or left out', (width, line) => {
  expect(describeProgress({ ...PROGRESS, total: 2400 }, width)).toBe(line);
});

test('the line says what the run waits for, if it waits for long', () => {
  const waits = [{ for: 'slot' as const, sinceMs: 42_000 }];
  expect(describeProgress({ ...PROGRESS, jobs: {}, waits })).toBe(
    '400 of 1,200 records settled · 30 rejected · 20 rows/s' +
      ' · waiting for a slot of the tenant for 0:42',
  );
  const short = [{ for: 'source' as const, sinceMs: 900 }];
  expect(describeProgress({ ...PROGRESS, waits: short })).not.toContain('waiting');
});

const RUN = { runId: '1', source: 's', target: 't', object: 'o', operation: 'create' };
const END = {
  summary: {
    ...{ runId: '1', object: 'o', operation: 'create', status: 'completed' as const },
    ...{ records: RECORDS, jobs: { total: 1, completed: 1, failed: 0, cancelled: 0 } },
    ...{ bytesUploaded: 1, startedAt: '', finishedAt: '' },
  },
};

test('a terminal shows one line, which is removed at the end', async () => {
  let screen = '';
  const write = (text: string) => {
    screen += text;
  };
  const sink = { isTerminal: true, columns: 30, write };
  const line = progressLine(sink);
  await line.onStart?.(RUN);
  await line.onProgress?.(PROGRESS);
  await line.onEnd?.(END);
  const lines = screen.split('\r\u001B[K');
  expect(lines.at(1)).toHaveLength(29);
  expect(lines.at(-1)).toBe('');
  expect(screen).not.toContain('\n');
});

test('a pipe gets plain lines, none twice', async () => {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const sink = { isTerminal: false, write };
  const line = progressLine(sink);
  let loaded = 0;
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      vi.advanceTimersByTime(1000);
      await line.onProgress?.({ ...PROGRESS, records: { ...RECORDS, loaded } });
    }
  };
  await line.onStart?.(RUN);
  await pass(4);
  expect(text).toBe('');
  await pass(1);
  loaded = 100;
  await pass(60);
  await line.onEnd?.(END);
  expect(text).not.toContain('\u001B');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(new Set(lines).size).toBe(lines.length);
});
