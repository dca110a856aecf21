import type { Cut } from './chunk.ts';
import type { EncodedBatch } from './encode.ts';
import { Stretch, type StretchParts, type StretchStart } from './segment.ts';

/** Cuts batches into chunks on disk. A chunk is cut when it is pulled, so not before it is wanted. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  start: StretchStart,
  parts: StretchParts,
): AsyncGenerator<Cut> {
  let stretch = new Stretch(parts, start);
  try {
    for await (const batch of batches) {
      const rest = { batch, row: 0, rejected: 0, skipped: 0 };
      do {
        await stretch.take(rest);
        if (!stretch.isFull) break;
        yield await stretch.finish();
        stretch = new Stretch(parts, stretch.end);
      } while (rest.row < batch.rows.length);
    }
    if (!stretch.isEmpty) yield await stretch.finish();
  } finally {
    await stretch.abandon();
  }
}
