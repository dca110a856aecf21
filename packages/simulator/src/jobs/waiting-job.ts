import type { TenantParts } from '../tenant-parts.ts';
import { failJob } from './ending.ts';
import { isFinal, type Job } from './job.ts';
import { durationMs } from './processing.ts';

/** Fails a job that was answered with 200; one that waits for its file may fail only after the upload. */
export function failOverLimit(tenant: TenantParts, job: Job): void {
  if (tenant.knobs.overLimit === 'fail-after-upload' && job.status === 'pending') return;
  tenant.timers.after(durationMs(tenant, 0), () => {
    if (!isFinal(job.status)) failJob(tenant, job);
  });
}

/** Schedules the expiry of a pending job, and its cancellation by the server (rows 12 and 13). */
export function watchPending(tenant: TenantParts, job: Job): void {
  const { knobs, timers, jobs, tally } = tenant;
  const isLimited = knobs.serverCancelsJobs > 0 && tally.cancelled >= knobs.serverCancelsJobs;
  if (knobs.serverCancels === 'before-file' && !isLimited) {
    tally.cancelled++;
    timers.after(knobs.serverCancelsMs, () => {
      if (job.status === 'pending') jobs.move(job, 'cancelled');
    });
  }
  if (knobs.pendingExpiryMs === 0) return;
  timers.after(knobs.pendingExpiryMs, () => {
    if (job.status !== 'pending') return;
    if (knobs.pendingExpiryTo === 'gone') jobs.purge(job);
    else if (knobs.pendingExpiryTo === 'cancelled') jobs.move(job, 'cancelled');
    else failJob(tenant, job, { code: 71013060, message: 'The job has expired.' });
  });
}
