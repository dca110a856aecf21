import type { Disk } from '../host/disk.ts';
import { type Chunk, chunkPaths } from './chunk.ts';
import { csvRows } from './csv.ts';
import { rowsBehind, rowsWriter } from './rows.ts';

/** Writes the two halves of a chunk as chunks of their own; they are durable when it returns. */
export async function splitChunk(
  disk: Disk,
  folder: string,
  chunk: Chunk,
  nextNumber: () => number,
): Promise<readonly [Chunk, Chunk]> {
  const rows = csvRows(await disk.readFile(chunkPaths(folder, chunk.number).csv));
  const middle = Math.ceil(rows.count / 2);
  const half = () => rowsWriter(disk, folder, nextNumber(), rows, chunk.carriers);
  const [first, second] = [half(), half()];
  try {
    let row = 0;
    for await (const some of rowsBehind(disk, folder, chunk)) {
      for (const behind of some) {
        await (row < middle ? first : second).add(row, behind);
        row++;
      }
    }
    const parts = [await first.finish(), await second.finish()] as const;
    await disk.syncFolder(folder);
    return parts;
  } finally {
    await first.abandon();
    await second.abandon();
  }
}
