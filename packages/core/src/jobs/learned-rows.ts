import { LEARNED_ROWS_MIN } from '../chunks/chunk-limits.ts';
import type { JobTimes } from './job-times.ts';

/** How much larger the next chunk is, as long as jobs have not shown the time of a row. */
const GROWTH = 1.5;
/** How much larger it may be at most. */
const GROWTH_MAX = 2;
/** The time of the rows to the part of a job's time that does not depend on them: that part is a twentieth of all. */
const ROWS_TO_FIXED = 19;

/** The rows of the next chunk, by what jobs so far took; `before` are those of the last one. */
export function learnedRows(before: number, times: Pick<JobTimes, 'parts'>, limit: number): number {
  const parts = times.parts();
  const isKnown = parts !== undefined && parts.rowMs > 0;
  const best = isKnown ? (ROWS_TO_FIXED * parts.fixedMs) / parts.rowMs : before * GROWTH;
  const rows = Math.max(LEARNED_ROWS_MIN, Math.min(best, before * GROWTH_MAX));
  return Math.min(limit, Math.ceil(rows));
}
