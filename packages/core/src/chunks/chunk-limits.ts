import type { JobSettings } from '../contract/job-options.ts';
import type { TargetLimits } from '../contract/target.ts';
import type { Chunk } from './chunk.ts';

/** How large a chunk may be. A refusal for size lowers the limits of later chunks. */
export interface ChunkLimits {
  /** Rows of the next chunk. */
  maxRows: number;
  /** The most that `maxRows` may become. */
  rowsLimit: number;
  /** Bytes of the CSV file, header included. */
  maxBytes: number;
  /** Bytes that a file with a single row may have. Lowering `maxBytes` alone rejects no row. */
  readonly oneRowBytesMax: number;
  /** How many jobs work on the end of the source at the same time. */
  readonly slots: number;
}

/** How much a chunk has room for. */
export interface Room {
  readonly hasRows: boolean;
  readonly rows: number;
  /** Bytes of rows. */
  readonly bytes: number;
}

/** Rows of the first chunk, and the least of a later one, if the best number is to be learned. */
export const LEARNED_ROWS_MIN = 1000;

export function chunkLimitsOf(
  { maxRows, maxBytes, concurrency }: Pick<JobSettings, 'maxRows' | 'maxBytes' | 'concurrency'>,
  { rowsMax = Number.POSITIVE_INFINITY }: Pick<TargetLimits, 'rowsMax'>,
): ChunkLimits {
  const rowsLimit = maxRows === 'auto' ? rowsMax : maxRows;
  const first = maxRows === 'auto' ? Math.min(LEARNED_ROWS_MIN, rowsMax) : rowsLimit;
  return { maxRows: first, rowsLimit, maxBytes, oneRowBytesMax: maxBytes, slots: concurrency };
}

/** A chunk that is smaller than this part of a full one costs more than the slots gain that end together. */
const SMALLEST_PART = 1 / 3;

/**
 * The most rows of a chunk that begins at the position `from`. The last chunks are smaller, so that the slots end
 * together: each gets its slot's part of the records that are left. `total`: how many records the source
 * seems to have, if that is known.
 */
export function rowsMaxOf(
  { maxRows, slots }: Pick<ChunkLimits, 'maxRows' | 'slots'>,
  from: number,
  total: number | undefined,
): number {
  if (total === undefined || slots === 1) return maxRows;
  const part = Math.ceil((total - from) / slots);
  return Math.min(maxRows, Math.max(Math.ceil(maxRows * SMALLEST_PART), part));
}

/** Lets later chunks be at most half as large as this one, whose file was too large. */
export function lowerLimits(limits: ChunkLimits, { rows, bytes }: Chunk): void {
  limits.rowsLimit = Math.min(limits.rowsLimit, Math.ceil(rows / 2));
  limits.maxRows = Math.min(limits.maxRows, limits.rowsLimit);
  limits.maxBytes = Math.min(limits.maxBytes, Math.ceil(bytes / 2));
}
