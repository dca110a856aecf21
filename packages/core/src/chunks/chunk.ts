import type { PriorJob } from './prior-job.ts';

/** A CSV file on disk and the records of its rows; the record of row `i` is line `i` of `records`. */
export interface Chunk {
  readonly number: number;
  readonly rows: number;
  /** Bytes of the CSV file, header included. */
  readonly bytes: number;
  /** Jobs that were given these rows before, oldest first. Their outcome was in doubt. */
  readonly priorJobs?: readonly PriorJob[];
}

/** A segment of the source whose files are durable; its rows, if any, wait for a job. */
export interface Segment extends Chunk {
  /** The first position of the segment. */
  readonly from: number;
  /** One more than the last position. */
  readonly to: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Where reading may restart, and the position of the first record that is then read. */
  readonly checkpoint?: { readonly value: unknown; readonly position: number };
  /** Digest of the records from the checkpoint, or from the start, up to `to`: the source must still return them. */
  readonly digest?: string;
  /** Length of the key index, including the keys of this segment. */
  readonly keysBytes?: number;
  /** How many records the source seems to have, by what was read; absent if its size is not known. */
  readonly total?: number;
}
