import type { TenantParts } from '../tenant-parts.ts';
import { processed } from './ending.ts';
import { isFinal, type Job } from './job.ts';

/** Rows that are processed before other events are handled. */
const SLICE_ROWS = 2000;

/** Time that a job with `rowCount` rows takes. */
export function durationMs({ knobs, world }: TenantParts, rowCount: number): number {
  const { processingMs, processingMsPerRow, processingJitterMs, processingSpread } = knobs;
  const jitterMs = processingJitterMs === 0 ? 0 : processingJitterMs * world.random();
  const sumMs = processingMs + processingMsPerRow * rowCount + jitterMs;
  return processingSpread === 0 ? sumMs : sumMs * (1 + processingSpread * (2 * world.random() - 1));
}

/**
 * Calls `next` for each row until it returns false, spread over the duration of the job. Stops if the
 * job was cancelled or purged meanwhile.
 */
export function processRows(
  tenant: TenantParts,
  job: Job,
  rowCount: number,
  next: () => boolean,
): void {
  const { timers, jobs } = tenant;
  const slices = Math.max(1, Math.ceil(rowCount / SLICE_ROWS));
  const sliceMs = durationMs(tenant, rowCount) / slices;
  let left = slices;

  function start(): void {
    if (isFinal(job.status) || jobs.get(job.id) === undefined) return;
    if (job.status !== 'in_progress') jobs.move(job, 'in_progress');
    work();
  }

  function work(): void {
    if (isFinal(job.status) || jobs.get(job.id) === undefined) return;
    left--;
    // The last slice continues to the end: `rowCount` does not include blank lines or failures.
    for (let row = 0; row < SLICE_ROWS || left <= 0; row++) if (!next()) return;
    job.recordsProcessed = processed(tenant, job);
    timers.after(sliceMs, work);
  }

  timers.after(sliceMs, start);
}
