import { at } from '../contract/assert.ts';
import type { Room } from './chunk-limits.ts';
import type { EncodedBatch } from './encoded.ts';
import type { LocalVerdict } from './local-verdict.ts';

/** How much of a batch is taken: its records, rows, rejections and skipped records before these numbers. */
export interface Taken {
  readonly records: number;
  readonly rows: number;
  readonly rejected: number;
  readonly skipped: number;
}

export const NOTHING_TAKEN: Taken = { records: 0, rows: 0, rejected: 0, skipped: 0 };

/**
 * How far a batch fits into a segment, after `from`: rows, and the local verdicts before the next row. With the last row
 * that a segment may have it ends, wherever batches end.
 */
export function fitting(batch: EncodedBatch, from: Taken, room: Room): Taken {
  const { rows, read, rejected, skipped } = batch;
  const end = rowsEnd(rows.ends, from.rows, room);
  const isLast = end > from.rows && end - from.rows >= room.rows;
  const following = isLast ? at(rows.indexes, end - 1, 'row') + 1 : rows.indexes[end];
  const next = following ?? read.count;
  return {
    records: next,
    rows: end,
    rejected: endBefore(next, rejected, from.rejected),
    skipped: endBefore(next, skipped, from.skipped),
  };
}

/** One more than the number of the last row that fits. */
function rowsEnd(ends: readonly number[], from: number, { hasRows, rows, bytes }: Room): number {
  // A file of one row may be larger than others.
  const least = Math.min(ends.length, hasRows ? from : from + 1);
  const most = Math.max(least, Math.min(ends.length, from + rows));
  const endBytes = (end: number) => (end === 0 ? 0 : at(ends, end - 1, 'end of a row'));
  const bytesMax = endBytes(from) + bytes;
  // Nearly every batch fits as a whole.
  if (endBytes(most) <= bytesMax) return most;
  let end = least;
  while (end < most && endBytes(end + 1) <= bytesMax) end++;
  return end;
}

function endBefore(index: number, verdicts: readonly LocalVerdict[], first: number): number {
  let end = first;
  while ((verdicts[end]?.index ?? index) < index) end++;
  return end;
}
