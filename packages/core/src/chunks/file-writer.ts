import type { Disk, DiskFile } from '../host/disk.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';

const WRITE_BYTES = 1024 * 1024;

/** A file that is written once, from its start to its end, in large blocks. */
export interface FileWriter {
  readonly sizeBytes: number;
  /** Adds text. If it returns a promise, nothing may be added before that resolves. */
  add(text: string): Promise<void> | undefined;
  /** Does the same with what `write` adds to the bytes that are still to be written. */
  addWith(write: (waiting: GrowingBytes) => void): Promise<void> | undefined;
  /** Writes what is still buffered, makes the file durable and closes it. */
  finish(): Promise<void>;
  /** Closes a file that cannot be finished. */
  abandon(): Promise<void>;
}

/** A writer that creates its file with the first bytes, and replaces what an earlier attempt left there. */
export function fileWriter(disk: Disk, path: string): FileWriter {
  // One buffer for all writes: many small ones fragment the memory outside of V8's heap.
  const waiting = new GrowingBytes();
  let writtenBytes = 0;
  let file: DiskFile | undefined;
  const flush = async () => {
    file ??= await recreateFile(disk, path);
    await file.append(waiting.bytes.subarray(0, waiting.length));
    writtenBytes += waiting.length;
    waiting.clear();
  };
  const flushIfFull = () => (waiting.length < WRITE_BYTES ? undefined : flush());
  return {
    get sizeBytes() {
      return writtenBytes + waiting.length;
    },
    add(text) {
      waiting.text(text);
      return flushIfFull();
    },
    addWith(write) {
      write(waiting);
      return flushIfFull();
    },
    async finish() {
      if (writtenBytes + waiting.length === 0) return;
      if (waiting.length > 0) await flush();
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
