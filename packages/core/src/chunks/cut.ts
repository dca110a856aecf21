import { cleanUpAfter } from '../contract/cleanup.ts';
import type { Segment } from './chunk.ts';
import type { EncodedBatch } from './encoded.ts';
import { type Rest, takeFitting } from './fit.ts';
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
      let rest: Rest | undefined = { batch, row: 0, rejected: 0, skipped: 0 };
      while (rest !== undefined) {
        segment.foresee(batch.total);
        const part = takeFitting(rest, segment.room, parts.csv);
        await segment.add(part, batch);
        rest = part.rest;
        if (rest === undefined && !segment.isFull) break;
        yield await segment.finish();
        segment = new SegmentWriter(parts, segment.end);
      }
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
