import { valueFits } from '../attribution/echo.ts';
import type { KnownCarrier } from '../chunks/prior-job.ts';
import type { Definition, FoundRecord } from '../contract/target.ts';
import type { Remedy } from '../jobs/recovery.ts';
import { type Maker, makerOf } from './creator.ts';
import {
  type DoubtedRow,
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
  readonly maker?: Maker;
  /** Whether every sent column of it says what the cell says. */
  readonly fits?: boolean;
}

/** Holds the records that a look-up gave against a row that was sent. */
export function findingOf(
  cells: readonly string[],
  header: readonly string[],
  records: readonly FoundRecord[],
  { column, index }: Remedy,
  carriers: readonly KnownCarrier[],
  definition: Definition | undefined,
): Finding {
  const key = cells[index] as string;
  const equal = records.filter((record) => valueFits(record[column], key, undefined));
  const [only] = equal;
  if (only === undefined || equal.length > 1) return { count: equal.length };
  const fits = header.every((name, place) =>
    valueFits(only[name], cells[place] as string, definition?.columns[name]?.default),
  );
  return { count: 1, maker: makerOf(only, carriers), fits };
}

/**
 * What follows for a row from a finding. `undefined`: another look-up may find more, unless `isLast`,
 * after which nothing that was stored can be missed any more. Without a budget for another job it is
 * worth waiting for that.
 */
export function judgeFound(
  row: DoubtedRow,
  { count, maker, fits = false }: Finding,
  carriers: readonly KnownCarrier[],
  { isUnique, isWithinBudget }: { readonly isUnique: boolean; readonly isWithinBudget: boolean },
  isLast: boolean,
): Resolution | undefined {
  const makers = typeof maker === 'object' ? withoutRefuser(maker, row, carriers) : maker;
  if (fits && typeof makers === 'object') return loadedBy(makers, row, carriers);
  if (fits && makers === 'uncertain') {
    return unresolved(
      'MAKER_UNCERTAIN',
      'the target holds a record like this one, and when it was made does not tell whether its job made it',
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
  if (count === 1 && makers === 'other') return { fate: 'rejected' };
  if (!isLast) return undefined;
  // What is wrong with the row itself is so for every job; what passes may be over for one that works on.
  if (count === 0 && isPassing(row.errors) && carriers.some(({ isGone }) => isGone)) {
    return unresolved(
      'JOB_VANISHED',
      'it was refused for a reason that passes, and a job that carried it before is gone and may store it still',
    );
  }
  if (count === 0 && !mayBeDuplicate(row.errors)) return { fate: 'rejected' };
  return unresolved(
    'DUPLICATE_UNSEEN',
    count === 0
      ? 'the target refused it as if it held the key already, and shows no such record'
      : 'the target refused it, and it cannot be told who made what the target shows under its key',
  );
}

/**
 * The carriers that may have made what is found. The one that refused the row did not, if another may
 * have in its own time. One that is gone may have at any time, which nobody can tell.
 */
function withoutRefuser(
  makers: readonly number[],
  { errors }: DoubtedRow,
  carriers: readonly KnownCarrier[],
): Maker {
  if (errors === undefined) return makers;
  const refuser = carriers.length - 1;
  const others = makers.filter((place) => place !== refuser);
  if (others.length > 0) return others;
  return carriers.slice(0, -1).some(({ isGone }) => isGone) ? 'uncertain' : makers;
}

/**
 * Where the times of two jobs hold what is found, nothing tells which of them stored it. Nor does
 * anything where a job before is gone: it has no end that anybody saw, and may have worked on.
 */
function loadedBy(
  makers: readonly number[],
  { rows }: DoubtedRow,
  carriers: readonly KnownCarrier[],
): Resolution {
  const [maker, another] = makers;
  const mayBeEarlier = carriers.slice(0, maker).some(({ isGone }) => isGone);
  if (maker === undefined || another !== undefined || mayBeEarlier) return { fate: 'loaded' };
  return {
    fate: 'loaded',
    by: { job: carriers[maker]?.job as string, row: rows[maker] as number },
  };
}
