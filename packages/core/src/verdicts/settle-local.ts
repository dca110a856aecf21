import type { Segment } from '../chunks/chunk.ts';
import { allLines } from '../chunks/chunk-lines.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { ResultFiles } from './result-files.ts';
import type { Written } from './verdict-writer.ts';

/** Appends the local rejections of a segment to the result files, durably. */
export async function settleLocal(
  store: ChunkStore,
  segment: Segment,
  results: ResultFiles,
): Promise<Written> {
  if (segment.rejected > 0) {
    const path = store.paths(segment.number).rejected;
    for await (const lines of allLines(store.disk, path, segment.rejected)) {
      await results.rejected.append(Buffer.from(lines.map((line) => `${line}\n`).join('')));
    }
    await results.rejected.sync();
  }
  return {
    counts: { skipped: segment.skipped, loaded: 0, rejected: segment.rejected, unresolved: 0 },
  };
}
