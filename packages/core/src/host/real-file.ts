import type { FileHandle } from 'node:fs/promises';
import type { DiskFile } from './disk.ts';
import { named } from './disk-failure.ts';
import { openRegular } from './regular-file.ts';

/** The bytes of a file of this machine, in blocks; up to `to`, if it is given. */
export async function* readBlocks(path: string, to?: number): AsyncGenerator<Uint8Array> {
  if (to === 0) return;
  const end = to === undefined ? {} : { end: to - 1 };
  const handle = await named(path, 'read', () => openRegular(path, 'r'));
  const blocks = handle.createReadStream({ highWaterMark: 256 * 1024, ...end });
  try {
    const iterator: AsyncIterator<Uint8Array> = blocks[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await named(path, 'read', () => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    blocks.destroy();
  }
}

/** The bytes of a file of this machine. */
export async function readFile(path: string): Promise<Uint8Array> {
  const handle = await openRegular(path, 'r');
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** A file of this machine that is open, with `initialSize` bytes in it. */
export function diskFile(path: string, handle: FileHandle, initialSize: number): DiskFile {
  let sizeBytes = initialSize;
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    append: (bytes) =>
      named(path, 'write to', async () => {
        // A full disk may take a part without an error, so the rest is written again.
        for (let from = 0; from < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, from, bytes.length - from, sizeBytes);
          if (bytesWritten === 0) throw new Error('nothing was written');
          from += bytesWritten;
          sizeBytes += bytesWritten;
        }
      }),
    truncate: (size) =>
      named(path, 'truncate', async () => {
        await handle.truncate(size);
        sizeBytes = size;
      }),
    sync: () => named(path, 'sync', () => handle.datasync()),
    read: (offset, length) =>
      named(path, 'read', async () => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
        for (let from = 0; from < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, from, bytes.length - from, offset + from);
          if (bytesRead === 0) throw new Error('the file is shorter than what was written to it');
          from += bytesRead;
        }
        return bytes;
      }),
    close: () => named(path, 'close', () => handle.close()),
  };
}
