import { mayFit } from '../attribution/may-fit.ts';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { Definition } from '../contract/definition.ts';
import type { FoundRecord } from '../contract/target.ts';
import { sameValue } from '../values/same-value.ts';
import { type Creator, creatorOf, type Dates } from './creator.ts';

/** What a look-up says about one row. */
export interface Finding {
  /** How many records have the key of the row; more than two count as two. */
  readonly count: number;
  /** Who created the record, if there is exactly one. */
  readonly creator?: Creator;
  /** Whether the target may have made every column that was sent of its cell. */
  readonly fits?: boolean;
}

/** The records that a look-up returned and whose key equals a cell; of many, only two. */
export function withKey(
  records: readonly FoundRecord[],
  column: string,
  key: string,
): readonly FoundRecord[] {
  const equal: FoundRecord[] = [];
  for (const record of records) {
    if (sameValue(record[column], key)) equal.push(record);
    if (equal.length > 1) break;
  }
  return equal;
}

/** Compares the records that have the key of a row with what was sent. */
export function findingOf(
  cells: readonly string[],
  header: readonly string[],
  [only, another]: readonly FoundRecord[],
  priorJobs: readonly KnownPriorJob[],
  definition: Definition | undefined,
  dates: Dates,
): Finding {
  if (only === undefined) return { count: 0 };
  if (another !== undefined) return { count: 2 };
  const fits = header.every((name, place) =>
    mayFit(only[name], cells[place] as string, definition?.columns[name]),
  );
  return { count: 1, creator: creatorOf(only, priorJobs, dates), fits };
}
