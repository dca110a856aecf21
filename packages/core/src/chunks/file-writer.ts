import type { Disk, DiskFile } from '../host/disk.ts';

const WRITE_BYTES = 256 * 1024;

/** A file that is written once, from its start to its end, in large blocks. */
export interface FileWriter {
  readonly sizeBytes: number;
  add(text: string): Promise<void> | undefined;
  /** Writes what is still buffered, makes the file durable and closes it. */
  finish(): Promise<void>;
  /** Closes a file that cannot be finished. */
  abandon(): Promise<void>;
}

/** A writer that creates its file with the first bytes, and replaces what an earlier attempt left there. */
export function fileWriter(disk: Disk, path: string): FileWriter {
  let sizeBytes = 0;
  let waiting: string[] = [];
  let waitingBytes = 0;
  let file: DiskFile | undefined;
  const flush = async () => {
    file ??= await recreateFile(disk, path);
    // Encodes the text once, as one block: small buffers fragment the memory outside of V8's heap.
    const block = Buffer.from(waiting.join(''));
    waiting = [];
    waitingBytes = 0;
    await file.append(block);
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    add(text) {
      const bytes = Buffer.byteLength(text);
      sizeBytes += bytes;
      waitingBytes += bytes;
      waiting.push(text);
      return waitingBytes < WRITE_BYTES ? undefined : flush();
    },
    async finish() {
      if (sizeBytes === 0) return;
      if (waitingBytes > 0) await flush();
      await file?.sync();
      await file?.close();
      file = undefined;
    },
    async abandon() {
      const left = file;
      file = undefined;
      await left?.close();
    },
  };
}

/** Creates a file, and replaces one that an earlier attempt may have left. */
export async function recreateFile(disk: Disk, path: string): Promise<DiskFile> {
  await disk.removeFile(path);
  const file = await disk.createFile(path);
  if (file === undefined) throw new Error(`${path} exists again after it was removed`);
  return file;
}
