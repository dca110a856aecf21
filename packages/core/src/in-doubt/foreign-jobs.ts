import type { Job } from '../contract/job.ts';
import { mayHaveStored } from '../contract/job-phase.ts';
import { JOB_MAX_MS, jobsSince } from '../jobs/job-history.ts';
import { loginIdOf } from '../jobs/login-id.ts';
import type { Requests } from '../jobs/requests.ts';
import { SLACK_MS } from '../jobs/target-clock.ts';

/** What distinguishes the jobs of this run from foreign jobs. */
export interface Own {
  /** Who created the jobs of this run, according to the answers. */
  readonly logins: ReadonlySet<string>;
  /** Returns which of these jobs belong to this run. */
  ownJobs(ids: ReadonlySet<string>): Promise<ReadonlySet<string>>;
}

/**
 * Whether a foreign job of one of our logins was working on the object between two times of the clock that
 * dates jobs. If so, another program may have created what is found.
 */
export async function foreignJobsAtWork(
  requests: Requests,
  { logins, ownJobs }: Own,
  from: number,
  to: number,
): Promise<boolean> {
  const ours = new Set([...logins].map(loginIdOf));
  const seen = new Set<string>();
  for await (const job of jobsSince(requests, from - JOB_MAX_MS)) {
    const isOurs = job.object === requests.target.object && ours.has(loginIdOf(job.createdBy));
    if (isOurs && mayHaveStored(job) && isBetween(job, from, to)) seen.add(job.id);
  }
  const known = seen.size === 0 ? seen : await ownJobs(seen);
  return [...seen].some((id) => !known.has(id));
}

function isBetween({ createdAt = '', updatedAt = '', phase }: Job, from: number, to: number) {
  const begun = Date.parse(createdAt);
  const ended = phase === 'over' ? Date.parse(updatedAt) : Number.NaN;
  return !(begun > to + SLACK_MS || ended < from - SLACK_MS);
}
