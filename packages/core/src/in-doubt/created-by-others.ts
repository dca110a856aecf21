import type { KnownPriorJob } from '../chunks/prior-job.ts';
import { foreignJobsAtWork } from './foreign-jobs.ts';
import type { Resolution } from './resolution.ts';
import type { Resolving } from './resolving.ts';

/** Whether another program with the same login may have created what was found. */
export async function isCreatedByOthers(
  resolutions: readonly (Resolution | undefined)[],
  priorJobs: readonly KnownPriorJob[],
  { requests, journal, ownJobs }: Resolving,
): Promise<boolean> {
  const own = { login: journal.state.login, ownJobs };
  const loaded = resolutions.flatMap((one) => (one?.fate === 'loaded' ? [one] : []));
  const jobs = new Set(loaded.flatMap(({ by }) => by?.job ?? priorJobs.map(({ job }) => job)));
  for (const { job, createdDate = '', endedAt } of priorJobs) {
    if (
      jobs.has(job) &&
      (await foreignJobsAtWork(requests, own, Date.parse(createdDate), endedAt))
    ) {
      return true;
    }
  }
  return false;
}
