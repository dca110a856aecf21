import { valueFits } from '../attribution/echo.ts';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { Definition, FoundRecord } from '../contract/target.ts';
import type { Recovery } from '../jobs/recovery.ts';
import { type Creator, creatorOf } from './creator.ts';
import {
  areTemporary,
  type InDoubtRow,
  mayBeDuplicate,
  type Resolution,
  unresolved,
} from './resolution.ts';

/** What a look-up says about one row. */
export interface Finding {
  /** Records whose key equals the cell. */
  readonly count: number;
  /** Who created the record, if there is exactly one. */
  readonly creator?: Creator;
  /** Whether every column that was sent has the value of its cell. */
  readonly fits?: boolean;
}

/** Compares the records that a look-up returned with a row that was sent. */
export function findingOf(
  cells: readonly string[],
  header: readonly string[],
  records: readonly FoundRecord[],
  { column, index }: Recovery,
  priorJobs: readonly KnownPriorJob[],
  definition: Definition | undefined,
): Finding {
  const key = cells[index] as string;
  const equal = records.filter((record) => valueFits(record[column], key, undefined));
  const [only] = equal;
  if (only === undefined || equal.length > 1) return { count: equal.length };
  const fits = header.every((name, place) =>
    valueFits(only[name], cells[place] as string, definition?.columns[name]?.default),
  );
  return { count: 1, creator: creatorOf(only, priorJobs), fits };
}

/**
 * Decides on a row by a finding. `undefined`: a later look-up may find more. If `isLast`, nothing that was
 * stored can be missed any more, and the row is decided. Without a budget for another job it is worth
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
  if (count === 0 && areTemporary(row.errors) && priorJobs.some(({ isGone }) => isGone)) {
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

/**
 * The prior jobs that may have created the found record. The job that refused the row did not, if the
 * record was also created in the time of another one. A job that is gone may have created it at any
 * time; then the creator is uncertain.
 */
function withoutRefusingJob(
  creators: readonly number[],
  { errors }: InDoubtRow,
  priorJobs: readonly KnownPriorJob[],
): Creator {
  if (errors === undefined) return creators;
  const refusing = priorJobs.length - 1;
  const others = creators.filter((place) => place !== refusing);
  if (others.length > 0) return others;
  return priorJobs.slice(0, -1).some(({ isGone }) => isGone) ? 'uncertain' : creators;
}

/**
 * If the times of two jobs include the found record, it is not known which of them stored it. The same
 * is true if an earlier job is gone: it was never seen to end, and may have gone on working.
 */
function loadedBy(
  creators: readonly number[],
  { rows }: InDoubtRow,
  priorJobs: readonly KnownPriorJob[],
): Resolution {
  const [creator, another] = creators;
  const mayBeEarlier = priorJobs.slice(0, creator).some(({ isGone }) => isGone);
  if (creator === undefined || another !== undefined || mayBeEarlier) return { fate: 'loaded' };
  return {
    fate: 'loaded',
    by: { job: priorJobs[creator]?.job as string, row: rows[creator] as number },
  };
}
