import type { Progress, WaitReason } from '@rowferry/core';
import { clock, count, counted } from './number-text.ts';

/** Before the first jobs have ended, the rate predicts nothing. */
const SETTLED_SHARE_MIN = 0.02;

/** A shorter wait is nothing that a person has to know of. */
const WAIT_SHOWN_MS = 3000;
const WAITS: Readonly<Record<WaitReason, string>> = {
  slot: 'waiting for a slot of the tenant',
  rate: 'waiting, as the tenant asks to,',
  quota: 'saving requests of the tenant, few are left,',
  target: 'waiting for the tenant to answer',
  source: 'waiting for the source',
};

/**
 * `1,203 of 5,000 records settled · 12 rejected · 412 rows/s · ETA 0:42 · jobs: 3 working`. If
 * `width` is too small, the number of jobs replaces their statuses, or jobs are left out.
 */
export function describeProgress(
  progress: Progress,
  width: number = Number.POSITIVE_INFINITY,
): string {
  const { records, pulled, jobs, total, recordsPerSecond } = progress;
  const settled = settledOf(progress);
  const ofPulled = pulled > settled ? `${count(settled)} of ${counted(pulled, 'record')}` : '';
  const parts = [
    `${ofPulled || counted(settled, 'record')} settled`,
    `${count(records.rejected)} rejected`,
    ...(records.unresolved > 0 ? [`${count(records.unresolved)} unresolved`] : []),
    `${count(recordsPerSecond)} rows/s`,
  ];
  const isPredictable =
    total !== undefined && total > settled && settled > total * SETTLED_SHARE_MIN;
  if (isPredictable && recordsPerSecond > 0) {
    parts.push(`ETA ${clock((total - settled) / recordsPerSecond)}`);
  }
  const [wait] = progress.waits.filter(({ sinceMs }) => sinceMs >= WAIT_SHOWN_MS);
  if (wait !== undefined) parts.push(`${WAITS[wait.for]} for ${clock(wait.sinceMs / 1000)}`);
  const line = parts.join(' · ');
  const states = Object.entries(jobs);
  const running = states.reduce((sum, [, n]) => sum + n, 0);
  const inWords = states.map(([status, n]) => `${n} ${status}`).join(', ');
  const endings = running === 0 ? [] : [` · jobs: ${inWords}`, ` · ${counted(running, 'job')}`];
  return line + (endings.find((ending) => line.length + ending.length <= width) ?? '');
}

function settledOf({ records }: Progress): number {
  return records.loaded + records.rejected + records.skipped + records.unresolved;
}
