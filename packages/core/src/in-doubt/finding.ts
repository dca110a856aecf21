import { valueFits } from '../attribution/echo.ts';
import type { KnownPriorJob } from '../chunks/prior-job.ts';
import type { Definition } from '../contract/definition.ts';
import type { FoundRecord } from '../contract/target.ts';
import type { Recovery } from '../jobs/recovery.ts';
import { type Creator, creatorOf, type Dates } from './creator.ts';

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
  dates: Dates,
): Finding {
  const key = cells[index] as string;
  const equal = records.filter((record) => valueFits(record[column], key, undefined));
  const [only] = equal;
  if (only === undefined || equal.length > 1) return { count: equal.length };
  const fits = header.every((name, place) =>
    valueFits(only[name], cells[place] as string, definition?.columns[name]?.default),
  );
  return { count: 1, creator: creatorOf(only, priorJobs, dates), fits };
}
