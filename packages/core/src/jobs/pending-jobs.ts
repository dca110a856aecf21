import type { Job } from '../contract/job.ts';
import type { Target } from '../contract/target.ts';
import { jobPages } from './job-pages.ts';
import type { Requests } from './requests.ts';

/** Lists all pending jobs of the tenant, whoever created them. */
export async function pendingJobs(requests: Requests): Promise<Job[]> {
  const seen: Job[] = [];
  for await (const jobs of jobPages(requests, { status: 'pending' })) seen.push(...jobs);
  return seen;
}

export function isSameKind(job: Job, { object, operation }: Target): boolean {
  return job.object === object && job.operation === operation;
}

/** A date that cannot be parsed may be any date. */
export function isCreatedWithin({ createdDate }: Job, from: number, to: number): boolean {
  const created = Date.parse(createdDate ?? '');
  return Number.isNaN(created) || (created >= from && created <= to);
}
