import { isOver, mayBeWaiting } from '../contract/job-phase.ts';
import { JOB_MAX_MS, jobsSince } from './job-history.ts';
import { jobPages } from './job-pages.ts';
import type { Requests } from './requests.ts';
import type { TargetClock } from './target-clock.ts';

/** Whether a list shows as many unfinished jobs as the tenant allows, whoever created them. */
export async function isTenantFull(requests: Requests, clock: TargetClock): Promise<boolean> {
  const { activeJobsMax } = requests.target.limits;
  const unfinished = new Set<string>();
  // A job may wait for its file for days, and those at work have all begun within a day.
  for await (const jobs of jobPages(requests, { isWaiting: true })) {
    for (const job of jobs) if (mayBeWaiting(job)) unfinished.add(job.id);
  }
  for await (const job of jobsSince(requests, clock.now() - JOB_MAX_MS)) {
    if (!isOver(job)) unfinished.add(job.id);
    if (unfinished.size >= activeJobsMax) break;
  }
  return unfinished.size >= activeJobsMax;
}
