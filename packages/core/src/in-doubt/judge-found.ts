import { valueFits } from '../attribution/echo.ts';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { Definition, FoundRecord } from '../contract/target.ts';
import type { Recovery } from '../jobs/recovery.ts';
import { type Creator, creatorOf } from './creator.ts';
import {
  type InDoubtRow,
  isPassing,
  mayBeDuplicate,
  type Resolution,
  unresolved,
} from './resolution.ts';

/** What a look-up says of one row. */
export interface Finding {
  /** Records whose key equals the cell. */
  readonly count: number;
  /** Who made the record, where there is exactly one. */
  readonly creator?: Creator;
  /** Whether every sent column of it says what the cell says. */
  readonly fits?: boolean;
}

/** Holds the records that a look-up gave against a row that was sent. */
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
 * What follows for a row from a finding. `undefined`: another look-up may find more, unless `isLast`,
 * after which nothing that was stored can be missed any more. Without a budget for another job it is
 * worth waiting for that.
 */
export function judgeFound(
  row: InDoubtRow,
  { count, creator, fits = false }: Finding,
  priorJobs: readonly KnownPriorJob[],
  { isUnique, isWithinBudget }: { readonly isUnique: boolean; readonly isWithinBudget: boolean },
  isLast: boolean,
): Resolution | undefined {
  const creators = typeof creator === 'object' ? withoutRefuser(creator, row, priorJobs) : creator;
  if (fits && typeof creators === 'object') return loadedBy(creators, row, priorJobs);
  if (fits && creators === 'uncertain') {
    return unresolved(
      'CREATOR_UNCERTAIN',
      'the target holds a record like this one, and its date does not show whether the job of this row made it',
    );
  }
  if (row.errors === undefined) {
    if (isUnique && (isWithinBudget || isLast)) return { fate: 'again' };
    if (!isLast) return undefined;
    return unresolved(
      'KEY_NOT_UNIQUE',
      'the target shows no record like this one, and its key is not known to be unique, so that it cannot be submitted again without the risk of a double',
    );
  }
  if (count === 1 && creators === 'other') return { fate: 'rejected' };
  if (!isLast) return undefined;
  // What is wrong with the row itself is so for every job; what passes may be over for one that works on.
  if (count === 0 && isPassing(row.errors) && priorJobs.some(({ isGone }) => isGone)) {
    return unresolved(
      'JOB_VANISHED',
      'it was refused for a reason that passes, and an earlier job with it is gone and may still store it',
    );
  }
  if (count === 0 && !mayBeDuplicate(row.errors)) return { fate: 'rejected' };
  return unresolved(
    'DUPLICATE_UNSEEN',
    count === 0
      ? 'the target refused it as if it held the key already, and shows no such record'
      : 'the target refused it, and it is not known who made the record that has its key',
  );
}

/**
 * The prior jobs that may have made what is found. The one that refused the row did not, if another may
 * have in its own time. One that is gone may have at any time, which is not known.
 */
function withoutRefuser(
  creators: readonly number[],
  { errors }: InDoubtRow,
  priorJobs: readonly KnownPriorJob[],
): Creator {
  if (errors === undefined) return creators;
  const refuser = priorJobs.length - 1;
  const others = creators.filter((place) => place !== refuser);
  if (others.length > 0) return others;
  return priorJobs.slice(0, -1).some(({ isGone }) => isGone) ? 'uncertain' : creators;
}

/**
 * Where the times of two jobs hold what is found, it is not known which of them stored it. Nor does
 * anything where a job before is gone: it has no end that anybody saw, and may have worked on.
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
