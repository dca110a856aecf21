import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import { reasonOfResult } from './job-reasons.ts';
import type { Round } from './round.ts';
import { ROUNDS_MAX } from './rounds-max.ts';

export function whyInDoubt(
  job: EndedJob,
  round: Round,
  isAgreed: boolean,
): UnresolvedReason | undefined {
  if (round.isListed) return undefined;
  // A completed job with an error of its own contradicts itself.
  const isComplete = job.result === 'completed' && job.error === undefined;
  if (!isComplete && !isFailedButComplete(job, round)) return reasonOfResult(job);
  if (round.count === 'misfits') {
    return {
      code: 'COUNTS_DISAGREE',
      reason: `the number of records that job ${job.id} processed matches neither its rows nor its errors`,
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

export function unreadable(job: EndedJob): UnresolvedReason {
  if (job.result !== 'completed') return reasonOfResult(job);
  return {
    code: 'ERRORS_UNREADABLE',
    reason: `the target refused to return the error list of job ${job.id}`,
  };
}
