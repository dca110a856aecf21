import { cleanUpAfter } from '../contract/cleanup.ts';
import type { Segment } from './chunk.ts';
import type { EncodedBatch } from './encoded.ts';
import { fitting, NOTHING_TAKEN } from './fit.ts';
import { type SegmentParts, type SegmentStart, SegmentWriter } from './segment-writer.ts';

/** Cuts batches into segments on disk. Writes a segment only when the consumer asks for it. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  start: SegmentStart,
  parts: SegmentParts,
): AsyncGenerator<Segment> {
  let segment = new SegmentWriter(parts, start);
  try {
    for await (const batch of batches) {
      let taken = NOTHING_TAKEN;
      let isOver: boolean;
      do {
        segment.foresee(batch.total);
        const end = fitting(batch, taken, segment.room);
        await segment.add(batch, taken, end);
        taken = end;
        isOver = taken.records === batch.read.count;
        if (isOver && !segment.isFull) continue;
        yield await segment.finish();
        segment = new SegmentWriter(parts, segment.end);
      } while (!isOver);
    }
    if (!segment.isEmpty) yield await segment.finish();
  } catch (error) {
    await cleanUpAfter(error, () => segment.abandon());
    throw error;
  } finally {
    // The consumer may leave without an error.
    await segment.abandon();
  }
}
