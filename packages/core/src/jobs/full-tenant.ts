import { hasEnded } from '../contract/job-status.ts';
import { JOB_MAX_MS, jobsSince } from './job-history.ts';
import type { Requests } from './requests.ts';
import type { TargetClock } from './target-clock.ts';

/** Whether a list shows as many unfinished jobs as the tenant allows, whoever created them. */
export async function isTenantFull(requests: Requests, clock: TargetClock): Promise<boolean> {
  const { activeJobsMax } = requests.target.limits;
  const unfinished = new Set<string>();
  for await (const { id, status } of jobsSince(requests, clock.now() - JOB_MAX_MS)) {
    if (!hasEnded(status)) unfinished.add(id);
    if (unfinished.size >= activeJobsMax) return true;
  }
  return false;
}
