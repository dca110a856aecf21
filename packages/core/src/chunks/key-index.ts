import type { DiskFile } from '../host/disk.ts';
import { canonicalCell } from '../values/canonical-cell.ts';
import { recreateFile } from './file-writer.ts';
import type { ChunkStore } from './store.ts';

/** One entry: a 64-bit hash of a key, and its position as a double. */
const ENTRY_BYTES = 16;
const WRITE_ENTRIES = 4096;

/** A key and its position. */
export interface PlacedKey {
  readonly key: string;
  readonly position: number;
}

/**
 * The key of every row of a run, on disk with 16 bytes per row, so that memory does not grow. Two keys
 * that a server may treat as equal are equal here. In rare cases, two other keys are equal too.
 */
export interface KeyIndex {
  /** Bytes written so far. */
  readonly sizeBytes: number;
  add(key: string, position: number): Promise<void> | undefined;
  sync(): Promise<void>;
  /** The positions of those `keys` that the run has at another position as well. */
  twice(keys: readonly PlacedKey[]): Promise<ReadonlySet<number>>;
  close(): Promise<void>;
}

/** Opens the index of a run, truncated to the length that its last segment made durable. */
export async function keyIndex(
  { disk, keysPath: path }: ChunkStore,
  sizeBytes: number,
): Promise<KeyIndex> {
  const file = sizeBytes === 0 ? await recreateFile(disk, path) : await disk.openFile(path);
  if (file === undefined) throw new Error(`${path} does not exist any more`);
  if (file.sizeBytes > sizeBytes) await file.truncate(sizeBytes);
  const waiting = Buffer.alloc(WRITE_ENTRIES * ENTRY_BYTES);
  let waitingBytes = 0;
  let written = Promise.resolve();
  const flush = () => {
    const bytes = Buffer.from(waiting.subarray(0, waitingBytes));
    waitingBytes = 0;
    written = written.then(() => (bytes.length === 0 ? undefined : file.append(bytes)));
    return written;
  };
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    add(key, position) {
      const { high, low } = hashOf(key);
      waiting.writeUInt32LE(high, waitingBytes);
      waiting.writeUInt32LE(low, waitingBytes + 4);
      waiting.writeDoubleLE(position, waitingBytes + 8);
      waitingBytes += ENTRY_BYTES;
      return waitingBytes < waiting.length ? undefined : flush();
    },
    async sync() {
      await flush();
      await file.sync();
    },
    async twice(keys) {
      await flush();
      return placesOf(file, keys);
    },
    close: () => file.close(),
  };
}

async function placesOf(file: DiskFile, keys: readonly PlacedKey[]): Promise<ReadonlySet<number>> {
  const wanted = new Map<number, { high: number; position: number }[]>();
  for (const { key, position } of keys) {
    const { high, low } = hashOf(key);
    wanted.set(low, [...(wanted.get(low) ?? []), { high, position }]);
  }
  const twice = new Set<number>();
  const blockBytes = WRITE_ENTRIES * ENTRY_BYTES;
  const end = file.sizeBytes;
  for (let at = 0; at < end; at += blockBytes) {
    const bytes = Buffer.from(await file.read(at, Math.min(blockBytes, end - at)));
    for (let entry = 0; entry < bytes.length; entry += ENTRY_BYTES) {
      const alike = wanted.get(bytes.readUInt32LE(entry + 4));
      if (alike === undefined) continue;
      const high = bytes.readUInt32LE(entry);
      const position = bytes.readDoubleLE(entry + 8);
      for (const one of alike) {
        if (one.high === high && one.position !== position) twice.add(one.position);
      }
    }
  }
  return twice;
}

/** Returns one text for all keys that a server may treat as equal. */
export function comparableKey(key: string): string {
  return canonicalCell(key.normalize('NFKC').trim().toLowerCase());
}

/** An evenly distributed 64-bit hash. Two lanes multiply and mix the characters, as MurmurHash does. */
function hashOf(key: string): { readonly high: number; readonly low: number } {
  const text = comparableKey(key);
  let one = 0x9e3779b9;
  let two = 0x85ebca6b;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return { high: two >>> 0, low: one >>> 0 };
}
