import { isOver } from '../contract/job-phase.ts';
import { JOB_MAX_MS, jobsSince } from './job-history.ts';
import type { Requests } from './requests.ts';
import type { TargetClock } from './target-clock.ts';

/** Whether a list shows as many unfinished jobs as the tenant allows, whoever created them. */
export async function isTenantFull(requests: Requests, clock: TargetClock): Promise<boolean> {
  const { activeJobsMax } = requests.target.limits;
  const unfinished = new Set<string>();
  for await (const job of jobsSince(requests, clock.now() - JOB_MAX_MS)) {
    if (!isOver(job)) unfinished.add(job.id);
    if (unfinished.size >= activeJobsMax) return true;
  }
  return false;
}
