import type { Job } from '../contract/target.ts';
import { PENDING_STATUSES } from '../jobs/cancel.ts';
import type { JobContext } from '../jobs/context.ts';
import { jobPages } from '../jobs/job-pages.ts';
import { folded } from '../jobs/login.ts';
import { SLACK_MS } from '../jobs/target-clock.ts';

/** No job takes longer; once a list that runs back in time is past that, the rest is older still. */
const LOOK_BACK_MS = 24 * 3_600_000;
const STORED_NOTHING = [...PENDING_STATUSES, 'cancelled'];

/**
 * Whether a job of our own login that this run does not know was at work on the object between two
 * times of the target's clock: another program may then have made what is found.
 */
export async function strangersAtWork(
  context: JobContext,
  from: number,
  to: number,
): Promise<boolean> {
  const { target, journal } = context;
  const login = folded(journal.state.login);
  const seen = new Set<string>();
  for await (const job of allJobs(context, from - LOOK_BACK_MS)) {
    const isLike = job.object === target.object && folded(job.createdById) === login;
    if (isLike && !STORED_NOTHING.includes(job.status) && isBetween(job, from, to))
      seen.add(job.id);
  }
  const known = seen.size === 0 ? seen : await context.ownJobs(seen);
  return [...seen].some((id) => !known.has(id));
}

function isBetween({ createdDate = '', updatedDate = '', status }: Job, from: number, to: number) {
  const begun = Date.parse(createdDate);
  const isOver = status === 'completed' || status === 'failed';
  const ended = isOver ? Date.parse(updatedDate) : Number.NaN;
  return !(begun > to + SLACK_MS || ended < from - SLACK_MS);
}

/** Every job of the tenant, until a list in order of creation is past `oldest`. */
async function* allJobs(context: JobContext, oldest: number): AsyncGenerator<Job> {
  let isInOrder = true;
  let last = Number.POSITIVE_INFINITY;
  for await (const jobs of jobPages(context)) {
    for (const job of jobs) {
      const created = Date.parse(job.createdDate ?? '');
      isInOrder &&= created <= last;
      last = created;
      yield job;
    }
    if (isInOrder && last < oldest) return;
  }
}
