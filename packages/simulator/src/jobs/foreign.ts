import type { Login } from '../auth/login.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isFinal, type Job, type JobStatus } from './job.ts';

/** A job of another user of the tenant. */
export interface ForeignJob {
  /** Default: `Foreign`; need not be defined. */
  readonly object?: string | undefined;
  /** Default: `create`. */
  readonly operation?: string | undefined;
  /** Default: `in_progress`. */
  readonly status?: JobStatus | undefined;
  /** Completes after this time. Default: never. */
  readonly releaseMs?: number | undefined;
  /** Uses the login of the first client, as if a colleague shared it. Default: false. */
  readonly sameLogin?: boolean | undefined;
}

/** Adds a job of another login. It occupies a slot even if none is free, as if it had come first. */
export function addForeignJob(tenant: TenantParts, login: Login, foreign: ForeignJob = {}): Job {
  const { jobs, timers } = tenant;
  const { object = 'Foreign', operation = 'create', status = 'in_progress', releaseMs } = foreign;
  const job = jobs.add({ login, namespace: 'default', object, operation, status: 'pending' });
  if (status !== 'pending') jobs.move(job, status);
  if (releaseMs !== undefined) {
    timers.after(releaseMs, () => {
      if (!isFinal(job.status)) jobs.move(job, 'completed');
    });
  }
  return job;
}

/** Occupies `foreignJobs` slots, and releases and occupies them again as the knobs say. */
export function occupySlots(tenant: TenantParts, login: Login): void {
  const { knobs, timers } = tenant;
  const { foreignJobs, foreignJobsMs, foreignJobsAgainMs } = knobs;
  const job = { operation: knobs.foreignOperation, status: knobs.foreignStatus };
  for (let count = 0; count < foreignJobs; count++) {
    const release = foreignJobsMs > 0 ? { releaseMs: foreignJobsMs } : {};
    addForeignJob(tenant, login, { ...job, ...release });
  }
  if (foreignJobs === 0 || foreignJobsMs === 0 || foreignJobsAgainMs === 0) return;
  timers.after(foreignJobsMs + foreignJobsAgainMs, () => occupySlots(tenant, login));
}
