import { RowferryError } from '../contract/errors.ts';
import type { Job } from '../contract/job.ts';
import type { JobSettings } from '../contract/job-options.ts';
import { isOver, vanished } from '../contract/job-phase.ts';

export interface Waiting {
  readonly since: number;
  seen: Job;
  changedAt: number;
  missingSince: number | undefined;
  resolve(job: Job): void;
  reject(error: unknown): void;
}

/** How long a job may be missing, and how long it may stay unchanged. */
export type WaitLimits = Pick<JobSettings, 'orphanGraceSeconds' | 'idleDeadlineSeconds'>;

/** The job in its final status, or the error that ends the wait; `undefined`: the wait continues. */
export function look(
  one: Waiting,
  job: Job | undefined,
  now: number,
  { orphanGraceSeconds, idleDeadlineSeconds }: WaitLimits,
): Job | RowferryError | undefined {
  if (job === undefined) {
    one.missingSince ??= now;
    const isGone = now - one.missingSince >= orphanGraceSeconds * 1000;
    return isGone ? vanished(one.seen) : undefined;
  }
  one.missingSince = undefined;
  const { status, recordsProcessed } = one.seen;
  if (job.status !== status || job.recordsProcessed !== recordsProcessed) one.changedAt = now;
  one.seen = job;
  if (isOver(job)) return job;
  return now - one.changedAt >= idleDeadlineSeconds * 1000 ? idle(job) : undefined;
}

function idle({ id, status }: Job): RowferryError {
  return new RowferryError(
    'JOB_IDLE',
    `job ${id} has been \`${status}\` for too long; look at it, then resume`,
    { jobs: [id] },
  );
}
