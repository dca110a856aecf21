import type { Login } from '../auth/login.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { isFinal, type Job, type JobStatus } from './job.ts';

/** A job that somebody else in the tenant runs. */
export interface ForeignJob {
  /** Default `Foreign`; need not be defined. */
  readonly object?: string;
  /** Default `create`. */
  readonly operation?: string;
  /** Default `in_progress`. */
  readonly status?: JobStatus;
  /** Completes after this time; never, if absent. */
  readonly releaseMs?: number;
  /** Under the login of the first client, as if a colleague shared it. Default false. */
  readonly sameLogin?: boolean;
}

/** Adds a job of another login. It takes a slot even where none is free: its owner came first. */
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

/** Keeps `foreignJobs` slots taken, and gives them back and takes them again as the knobs say. */
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
