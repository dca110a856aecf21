import type { TenantParts } from '../tenant-parts.ts';
import type { Job } from './job.ts';

/** The only documented error of a service limit (docs/zuora-api.md, sections 1.8 and 4.1). */
export const serviceLimit = {
  code: 71012560,
  message: 'Service limit reached, please retry later.',
} as const;

const partlyInvalid = {
  code: 71012520,
  message: 'Request contains invalid record that failed validation against the object schema.',
} as const;

/** Ends a job that has processed all its rows. */
export function endJob(tenant: TenantParts, job: Job): void {
  const { knobs, jobs } = tenant;
  job.recordsProcessed = processed(tenant, job);
  if (job.rowsRejected === 0 || knobs.partialStatus === 'completed') {
    jobs.move(job, 'completed');
    return;
  }
  failJob(tenant, job, partlyInvalid);
}

/** A failed job keeps the rows that it has stored: nothing is rolled back (docs/zuora-api.md, section 1.8). */
export function failJob(
  tenant: TenantParts,
  job: Job,
  error: { code: number; message: string } = serviceLimit,
): void {
  const { knobs, jobs } = tenant;
  job.recordsProcessed = processed(tenant, job);
  if (knobs.failedJobError === 'present') job.error = error;
  jobs.move(job, 'failed');
}

export function processed({ knobs }: TenantParts, job: Job): number {
  if (knobs.recordsProcessed === 'zero') return 0;
  const rejects = knobs.recordsProcessed === 'includes-rejects' ? job.rowsRejected : 0;
  return job.rowsStored + rejects;
}
