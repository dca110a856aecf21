import type { JobSettings } from '../contract/job-options.ts';
import type { Chunk } from './chunk.ts';

/** How large a chunk may be. A refusal for size lowers the limits of later chunks. */
export interface ChunkLimits {
  maxRows: number;
  /** Bytes of the CSV file, header included. */
  maxBytes: number;
  /** Bytes that a file with a single row may have. Lowering `maxBytes` alone rejects no row. */
  readonly oneRowBytesMax: number;
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
}: Pick<JobSettings, 'maxRows' | 'maxBytes'>): ChunkLimits {
  return { maxRows, maxBytes, oneRowBytesMax: maxBytes };
}

/** Lets later chunks be at most half as large as this one, whose file was too large. */
export function lowerLimits(limits: ChunkLimits, { rows, bytes }: Chunk): void {
  limits.maxRows = Math.min(limits.maxRows, Math.ceil(rows / 2));
  limits.maxBytes = Math.min(limits.maxBytes, Math.ceil(bytes / 2));
}
