import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { ROUNDS_MAX, type Round } from './round.ts';

export function whyInDoubt(
  job: EndedJob,
  round: Round,
  isAgreed: boolean,
): UnresolvedReason | undefined {
  if (job.result !== 'completed' && !isFailedButComplete(job, round)) return reasonOfResult(job);
  if (round.count === 'misfits') {
    return {
      code: 'COUNTS_DISAGREE',
      reason: `recordsProcessed of job ${job.id} matches neither its rows nor its errors`,
    };
  }
  if (round.count === 'confirmed' || isAgreed) return undefined;
  return {
    code: 'ERRORS_UNSTABLE',
    reason: `the error list of job ${job.id} still changed after ${ROUNDS_MAX} reads`,
  };
}

/** Some tenants may report a job as failed only because rows were refused. */
function isFailedButComplete(job: EndedJob, { isComplete = false }: Round): boolean {
  return job.result === 'failed' && job.error === undefined && isComplete;
}

function reasonOfResult(job: EndedJob): UnresolvedReason {
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
    default:
      return {
        code: 'JOB_FAILED',
        reason: `job ${job.id} failed${why}, possibly after it stored rows`,
      };
  }
}

export function unreadable(job: EndedJob): UnresolvedReason {
  if (job.result !== 'completed') return reasonOfResult(job);
  return {
    code: 'ERRORS_UNREADABLE',
    reason: `the target refused to return the error list of job ${job.id}`,
  };
}
