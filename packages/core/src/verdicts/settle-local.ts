import type { Segment } from '../chunks/chunk.ts';
import { allLines } from '../chunks/chunk-lines.ts';
import { lineWith } from '../chunks/record-line.ts';
import type { RunDirectory } from '../run-directory/directory.ts';
import type { Written } from './verdict-writer.ts';

/** Appends the local rejections of a segment to the result files, durably. */
export async function settleLocal(
  segment: Segment,
  { chunks, rejected, description }: RunDirectory,
): Promise<Written> {
  if (segment.rejected > 0) {
    const path = chunks.paths(segment.number).rejected;
    const run = description.runId;
    for await (const lines of allLines(chunks.disk, path, segment.rejected)) {
      const named = lines.map((line) => lineWith(line.slice(0, -1), { run }));
      await rejected.append(Buffer.from(named.join('')));
    }
    await rejected.sync();
  }
  return {
    counts: { skipped: segment.skipped, loaded: 0, rejected: segment.rejected, unresolved: 0 },
  };
}
