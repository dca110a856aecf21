import type { JobSettings } from '../contract/job-options.ts';
import type { Chunk } from './chunk.ts';

/** How large a chunk may be. A refusal for size lowers the limits of later chunks. */
export interface ChunkLimits {
  maxRows: number;
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
  readonly headerBytes: number;
  readonly oneRowBytesMax: number;
}

export function chunkLimitsOf({
  maxRows,
  maxBytes,
  concurrency,
}: Pick<JobSettings, 'maxRows' | 'maxBytes' | 'concurrency'>): ChunkLimits {
  return { maxRows, maxBytes, oneRowBytesMax: maxBytes, slots: concurrency };
}

/** A chunk that is smaller than this part of a full one costs more than the slots gain that end together. */
const SMALLEST_PART = 1 / 4;

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
  limits.maxRows = Math.min(limits.maxRows, Math.ceil(rows / 2));
  limits.maxBytes = Math.min(limits.maxBytes, Math.ceil(bytes / 2));
}
