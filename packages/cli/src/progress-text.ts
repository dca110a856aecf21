import type { Progress } from '@rowferry/core';
import { clock, count, counted } from './number-text.ts';

/** Before the first jobs have ended, the rate predicts nothing. */
const SETTLED_SHARE_MIN = 0.02;

/**
 * `1,203 of 5,000 records settled · 12 rejected · 412 rows/s · ETA 0:42 · jobs: 3 in progress`. If
 * `width` is too small, the number of jobs replaces their statuses, or jobs are left out.
 */
export function describeProgress(
  progress: Progress,
  rowsPerSecond: number,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const { records, pulled, jobs, fraction } = progress;
  const settled = settledOf(progress);
  const ofPulled = pulled > settled ? `${count(settled)} of ${counted(pulled, 'record')}` : '';
  const parts = [
    `${ofPulled || counted(settled, 'record')} settled`,
    `${count(records.rejected)} rejected`,
    ...(records.unresolved > 0 ? [`${count(records.unresolved)} unresolved`] : []),
    `${count(rowsPerSecond)} rows/s`,
  ];
  const total = fraction !== undefined && fraction > 0 ? pulled / fraction : undefined;
  const isPredictable =
    total !== undefined && total > settled && settled > total * SETTLED_SHARE_MIN;
  if (isPredictable && rowsPerSecond > 0) {
    parts.push(`ETA ${clock((total - settled) / rowsPerSecond)}`);
  }
  const line = parts.join(' · ');
  const states = Object.entries(jobs);
  const running = states.reduce((sum, [, n]) => sum + n, 0);
  const inWords = states.map(([status, n]) => `${n} ${status.replaceAll('_', ' ')}`).join(', ');
  const endings = running === 0 ? [] : [` · jobs: ${inWords}`, ` · ${counted(running, 'job')}`];
  return line + (endings.find((ending) => line.length + ending.length <= width) ?? '');
}

export function settledOf({ records }: Progress): number {
  return records.loaded + records.rejected + records.skipped + records.unresolved;
}
