import type { ChunkStore } from '../chunks/store.ts';
import type { OpenChunk } from '../journal/open-chunk.ts';
import type { OpenSegment } from '../journal/run-state.ts';

export interface Need {
  readonly path: string;
  readonly least: number;
  readonly exactly?: number;
}

export function needsOfChunk(store: ChunkStore, { chunk, inDoubt, settled }: OpenChunk): Need[] {
  const { csv, records, history } = store.paths(chunk.number);
  const needed = { path: records, least: 1 };
  if (settled !== undefined) return [needed];
  const before = chunk.priorJobs === undefined && inDoubt === undefined ? [] : [history];
  return [
    { path: csv, least: chunk.bytes, exactly: chunk.bytes },
    needed,
    ...before.map((path) => ({ path, least: 1 })),
  ];
}

export function needsOfSegment(store: ChunkStore, { segment, settled }: OpenSegment): Need[] {
  const { rejected, skipped } = store.paths(segment.number);
  return [
    ...(segment.rejected > 0 && settled === undefined ? [{ path: rejected, least: 1 }] : []),
    ...(segment.skipped > 0 ? [{ path: skipped, least: 1 }] : []),
  ];
}
