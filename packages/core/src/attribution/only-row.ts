import type { Chunk } from '../chunks/chunk.ts';
import type { EndedJob } from '../journal/ended-job.ts';

/**
 * Whether every error of the job belongs to its only row. An error of a failed job may be the job's own;
 * there it counts as the row's only if the row is looked up afterwards.
 */
export function isOnlyRow(chunk: Chunk, job: EndedJob, isLookedUp: boolean): boolean {
  if (chunk.rows > 1) return false;
  const isSecond = chunk.priorJobs !== undefined && isLookedUp;
  return job.status === 'completed' || (isSecond && job.error === undefined);
}
