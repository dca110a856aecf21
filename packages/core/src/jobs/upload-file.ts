import type { Chunk } from '../chunks/chunk.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { UploadFile } from '../contract/target.ts';

/** The chunk's file; `onStart` is called before any of it is handed over to be sent. */
export function uploadFile(
  { disk, paths }: ChunkStore,
  chunk: Chunk,
  onStart: () => void,
): UploadFile {
  const { csv } = paths(chunk.number);
  return {
    sizeBytes: chunk.bytes,
    async *open() {
      for await (const block of disk.readBlocks(csv)) {
        onStart();
        yield block;
      }
    },
  };
}
