import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { EndedJob } from '../journal/ended-job.ts';

export function unattributed({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'ERROR_UNATTRIBUTED',
    reason: `an error of job ${id} cannot be attributed to a row with certainty, and may belong to this one`,
  };
}

/** Why rows are in doubt although errors of this job name them. */
export function refusedAgain({ id }: EndedJob): UnresolvedReason {
  return {
    code: 'RESUBMITS_EXHAUSTED',
    reason: `job ${id} refused it, and an earlier job may have stored it`,
  };
}
