import { cleanedUp, doAll } from '../contract/cleanup.ts';
import type { Chunk } from './chunk.ts';
import { chunkRows, rowRecords } from './row-records.ts';
import { rowsWriter } from './rows-writer.ts';
import type { ChunkStore } from './store.ts';

/** Writes the two halves of a chunk as new chunks, which are durable when it returns. */
export async function splitChunk(
  store: ChunkStore,
  chunk: Chunk,
): Promise<readonly [Chunk, Chunk]> {
  const rows = await chunkRows(store, chunk);
  const middle = Math.ceil(rows.count / 2);
  const half = () => rowsWriter(store, rows, chunk.priorJobs);
  const [first, second] = [half(), half()];
  const write = async () => {
    let row = 0;
    for await (const some of rowRecords(store, chunk)) {
      for (const record of some) {
        await (row < middle ? first : second).add(row, record);
        row++;
      }
    }
    const parts = [await first.finish(), await second.finish()] as const;
    await store.sync();
    return parts;
  };
  return await cleanedUp(write, () => doAll([first.abandon, second.abandon]));
}
