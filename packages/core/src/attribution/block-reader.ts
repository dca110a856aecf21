import { at } from '../contract/assert.ts';
import type { DiskFile } from '../host/disk.ts';

/** A row's errors may be far apart in the file, so many small blocks are cached: 4 MB in total. */
const BLOCK_BYTES = 16 * 1024;
const BLOCKS_MAX = 256;

/** Reads a file at any offset, and caches the blocks that were used last. */
export interface BlockReader {
  bytes(offset: number, length: number): Promise<Buffer>;
  /** Must be called after the file has grown, since its last block has changed. */
  forget(): void;
}

export function blockReader(file: DiskFile): BlockReader {
  const blocks = new Map<number, Uint8Array>();
  const block = async (number: number): Promise<Uint8Array> => {
    const known = blocks.get(number);
    const bytes = known ?? (await file.read(number * BLOCK_BYTES, BLOCK_BYTES));
    if (known !== undefined) blocks.delete(number);
    else if (blocks.size === BLOCKS_MAX) blocks.delete(blocks.keys().next().value as number);
    blocks.set(number, bytes);
    return bytes;
  };
  return {
    async bytes(offset, length) {
      const first = Math.floor(offset / BLOCK_BYTES);
      const parts: Uint8Array[] = [];
      for (let number = first; number * BLOCK_BYTES < offset + length; number++) {
        parts.push(await block(number));
      }
      const whole = parts.length === 1 ? at(parts, 0, 'block') : Buffer.concat(parts);
      const from = whole.byteOffset + offset - first * BLOCK_BYTES;
      return Buffer.from(whole.buffer, from, length);
    },
    forget: () => blocks.clear(),
  };
}
