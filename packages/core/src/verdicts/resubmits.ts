import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import { type Resolution, unresolved } from '../in-doubt/resolution.ts';

/**
 * How many rows each chunk gets that is submitted again. Halving the chunk finds the row to which an
 * error without a row number belongs: in a job of one row, an error can belong to no other.
 */
export function partsOf({ because }: InDoubtChunk, count: number, left: number): number[] {
  if (count === 0 || left <= 0) return [];
  if (count === 1 || left === 1 || because.code !== 'ERROR_UNATTRIBUTED') return [count];
  return [Math.ceil(count / 2), Math.floor(count / 2)];
}

export function withinBudget(
  resolution: Resolution,
  parts: number,
  { because }: InDoubtChunk,
): Resolution {
  if (resolution.fate !== 'again' || parts > 0) return resolution;
  return unresolved(
    'RESUBMITS_EXHAUSTED',
    `${because.reason}; as many jobs as \`resubmitJobsMax\` allows were used for rows in doubt`,
  );
}
