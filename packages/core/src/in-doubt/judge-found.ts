import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { Finding } from './finding.ts';
import {
  arePassing,
  type InDoubtRow,
  mayBeDuplicate,
  type Resolution,
  unresolved,
} from './resolution.ts';
import { loadedBy, withoutRefusingJob } from './storing-job.ts';

/**
 * Decides on a row by a finding. `undefined`: a later look-up may find more. If `isLast`, the look-up can
 * no longer miss a stored record, and the row is decided. Without a budget for another job it is worth
 * waiting for the last look-up.
 */
export function judgeFound(
  row: InDoubtRow,
  { count, creator, fits = false }: Finding,
  priorJobs: readonly KnownPriorJob[],
  { isUnique, isWithinBudget }: { readonly isUnique: boolean; readonly isWithinBudget: boolean },
  isLast: boolean,
): Resolution | undefined {
  const creators =
    typeof creator === 'object' ? withoutRefusingJob(creator, row, priorJobs) : creator;
  if (fits && typeof creators === 'object') return loadedBy(creators, row, priorJobs);
  if (fits && creators === 'uncertain') {
    return unresolved(
      'CREATOR_UNCERTAIN',
      'the target has a record like this one, and its date does not show whether the job of this row created it',
    );
  }
  if (row.errors === undefined) {
    if (isUnique && (isWithinBudget || isLast)) return { fate: 'again' };
    if (!isLast) return undefined;
    return unresolved(
      'KEY_NOT_UNIQUE',
      'the target shows no record like this one, and its key is not known to be unique, so it cannot be submitted again without the risk of a duplicate',
    );
  }
  if (count === 1 && creators === 'other') return { fate: 'rejected' };
  if (!isLast) return undefined;
  // An error of the row itself occurs in every job. A temporary one may not, in a job that still works.
  if (count === 0 && arePassing(row.errors) && priorJobs.some(({ isGone }) => isGone)) {
    return unresolved(
      'JOB_VANISHED',
      'it was refused for a temporary reason, and an earlier job that contains it has vanished and may still store it',
    );
  }
  if (count === 0 && !mayBeDuplicate(row.errors)) return { fate: 'rejected' };
  return unresolved(
    'DUPLICATE_UNSEEN',
    count === 0
      ? 'the target refused it as if it already had a record with this key, but shows no such record'
      : 'the target refused it, and it is not known who created the record that has its key',
  );
}
