import type { Cut } from './chunk.ts';
import type { EncodedBatch } from './encode.ts';
import { Segment, type SegmentParts, type SegmentStart } from './segment.ts';

/** Cuts batches into chunks on disk. A chunk is cut when it is pulled, so not before it is wanted. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  start: SegmentStart,
  parts: SegmentParts,
): AsyncGenerator<Cut> {
  let segment = new Segment(parts, start);
  try {
    for await (const batch of batches) {
      const rest = { batch, row: 0, rejected: 0, skipped: 0 };
      do {
        await segment.take(rest);
        if (!segment.isFull) break;
        yield await segment.finish();
        segment = new Segment(parts, segment.end);
      } while (rest.row < batch.rows.length);
    }
    if (!segment.isEmpty) yield await segment.finish();
  } finally {
    await segment.abandon();
  }
}
