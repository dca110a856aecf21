import type { Job } from '../contract/job.ts';
import { mayHaveStored } from '../contract/job-status.ts';
import { JOB_MAX_MS, jobsSince } from '../jobs/job-history.ts';
import { loginIdOf } from '../jobs/login-id.ts';
import type { Requests } from '../jobs/requests.ts';
import { SLACK_MS } from '../jobs/target-clock.ts';

/** What distinguishes the jobs of this run from foreign jobs. */
export interface Own {
  /** Who created the jobs of this run, according to an answer. */
  readonly login: string | undefined;
  /** Returns which of these jobs belong to this run. */
  ownJobs(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
}

/**
 * Whether a foreign job of our own login was working on the object between two times of the target's
 * clock. If so, another program may have created what is found.
 */
export async function foreignJobsAtWork(
  requests: Requests,
  { login, ownJobs }: Own,
  from: number,
  to: number,
): Promise<boolean> {
  const ours = loginIdOf(login);
  const seen = new Set<string>();
  for await (const job of jobsSince(requests, from - JOB_MAX_MS)) {
    const isOurs = job.object === requests.target.object && loginIdOf(job.createdById) === ours;
    if (isOurs && mayHaveStored(job.status) && isBetween(job, from, to)) seen.add(job.id);
  }
  const known = seen.size === 0 ? seen : await ownJobs(seen);
  return [...seen].some((id) => !known.has(id));
}

function isBetween({ createdDate = '', updatedDate = '', status }: Job, from: number, to: number) {
  const begun = Date.parse(createdDate);
  const isOver = status === 'completed' || status === 'failed';
  const ended = isOver ? Date.parse(updatedDate) : Number.NaN;
  return !(begun > to + SLACK_MS || ended < from - SLACK_MS);
}
