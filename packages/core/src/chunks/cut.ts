import type { Disk } from '../disk.ts';
import type { CsvWriter } from './csv.ts';
import type { EncodedBatch } from './encode.ts';
import { type ChunkLimits, type Cut, Stretch } from './stretch.ts';

/** Cuts batches into chunks on disk. A chunk is cut when it is pulled, so not before it is wanted. */
export async function* cut(
  batches: AsyncIterable<EncodedBatch>,
  disk: Disk,
  folder: string,
  header: readonly string[],
  csv: CsvWriter,
  nextNumber: () => number,
  limits: ChunkLimits,
): AsyncGenerator<Cut> {
  const begin = (after?: Stretch) =>
    new Stretch(disk, folder, nextNumber(), header, csv, limits, after);
  let stretch = begin();
  try {
    for await (const batch of batches) {
      const rest = { batch, row: 0, rejected: 0, skipped: 0 };
      do {
        await stretch.take(rest);
        if (!stretch.isFull) break;
        yield await stretch.finish();
        stretch = begin(stretch);
      } while (rest.row < batch.rows.length);
    }
    if (!stretch.isEmpty) yield await stretch.finish();
  } finally {
    await stretch.abandon();
  }
}
