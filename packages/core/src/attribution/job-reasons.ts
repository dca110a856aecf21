import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { EndedJob } from '../journal/ended-job.ts';

/** Why a row is in doubt that a target does not list, although it lists every row. */
export function notListed(job: EndedJob): UnresolvedReason {
  if (job.result !== 'completed') return reasonOfResult(job);
  return {
    code: 'OUTCOME_MISSING',
    reason: `job ${job.id} completed, and its list does not show what became of this row`,
  };
}

/** Why rows are in doubt of a job that did not complete, or that has an error of its own. */
export function reasonOfResult(job: EndedJob): UnresolvedReason {
  const why = job.error?.code === undefined ? '' : ` with code ${job.error.code}`;
  switch (job.result) {
    case 'cancelled':
      return {
        code: 'JOB_CANCELLED',
        reason: `job ${job.id} was cancelled after it took the file`,
      };
    case 'vanished':
      return {
        code: 'JOB_VANISHED',
        reason: `job ${job.id} disappeared after it took the file`,
      };
    case 'completed':
      return {
        code: 'JOB_FAILED',
        reason: `job ${job.id} completed, and yet reports an error of its own${why}`,
      };
    default:
      return {
        code: 'JOB_FAILED',
        reason: `job ${job.id} failed${why}, possibly after it stored rows`,
      };
  }
}
