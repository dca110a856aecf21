import type { Segment } from './chunk.ts';
import type { EncodedBatch } from './encode.ts';
import { type Rest, whatFits } from './fit.ts';
import { type SegmentParts, type SegmentStart, SegmentWriter } from './segment-writer.ts';

/** Cuts batches into segments on disk. One is cut when it is pulled, so not before it is wanted. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  start: SegmentStart,
  parts: SegmentParts,
): AsyncGenerator<Segment> {
  let segment = new SegmentWriter(parts, start);
  try {
    for await (const batch of batches) {
      let rest: Rest | undefined = { batch, row: 0, rejected: 0, skipped: 0 };
      while (rest !== undefined) {
        const part = whatFits(rest, segment.room, parts.csv);
        await segment.add(part, batch);
        rest = part.rest;
        if (rest === undefined && !segment.isFull) break;
        yield await segment.finish();
        segment = new SegmentWriter(parts, segment.end);
      }
    }
    if (!segment.isEmpty) yield await segment.finish();
  } finally {
    await segment.abandon();
  }
}
