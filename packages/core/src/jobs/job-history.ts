import type { Job } from '../contract/job.ts';
import { jobPages } from './job-pages.ts';
import type { Requests } from './requests.ts';

/** Jobs are assumed to take at most a day. If the list is newest first, reading stops there. */
export const JOB_MAX_MS: number = 24 * 3_600_000;

/**
 * Yields the jobs of the tenant, whoever created them. As long as a list that is said to be newest first
 * is in that order, it is read only back to `oldest`, by the target's clock.
 */
export async function* jobsSince(requests: Requests, oldest: number): AsyncGenerator<Job> {
  let isInOrder = requests.target.traits.listOrder === 'newest-first';
  let last = Number.POSITIVE_INFINITY;
  for await (const jobs of jobPages(requests)) {
    for (const job of jobs) {
      const created = Date.parse(job.createdAt ?? '');
      isInOrder &&= created <= last;
      last = created;
      yield job;
    }
    if (isInOrder && last < oldest) return;
  }
}
