import type { Segment } from './chunk.ts';
import type { EncodedBatch } from './encode.ts';
import { SegmentWriter, type SegmentParts, type SegmentStart } from './segment-writer.ts';

/** Cuts batches into chunks on disk. A chunk is cut when it is pulled, so not before it is wanted. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  start: SegmentStart,
  parts: SegmentParts,
): AsyncGenerator<Segment> {
  let segment = new SegmentWriter(parts, start);
  try {
    for await (const batch of batches) {
      const rest = { batch, row: 0, rejected: 0, skipped: 0 };
      do {
        await segment.take(rest);
        if (!segment.isFull) break;
        yield await segment.finish();
        segment = new SegmentWriter(parts, segment.end);
      } while (rest.row < batch.rows.length);
    }
    if (!segment.isEmpty) yield await segment.finish();
  } finally {
    await segment.abandon();
  }
}
