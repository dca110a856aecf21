import { hashOf } from './key-hash.ts';
import {
  ENTRY_BYTES_MAX,
  HEAD_BYTES,
  type OtherPlace,
  PLACE_CHARACTERS_MAX,
  type PlacedKey,
  placesOf,
} from './key-search.ts';
import type { Place } from './record-line.ts';
import type { ChunkStore } from './store.ts';

/**
 * The key of every row of a run, on disk with 18 bytes per row and the row's place, so that memory does not
 * grow. Two keys that a server may treat as equal are equal here. In rare cases, two other keys are equal too.
 */
export interface KeyIndex {
  /** Bytes written so far. */
  readonly sizeBytes: number;
  add(key: string, place: Place): Promise<void> | undefined;
  sync(): Promise<void>;
  /** The first other place of those `keys` that the run has at another position as well, by position. */
  twice(keys: readonly PlacedKey[]): Promise<ReadonlyMap<number, OtherPlace>>;
  close(): Promise<void>;
}

/** Opens the index of a run, truncated to the length that its last segment made durable. */
export async function keyIndex(
  { disk, keysPath: path }: ChunkStore,
  sizeBytes: number,
): Promise<KeyIndex> {
  const file =
    (await disk.openFile(path)) ?? (sizeBytes === 0 ? await disk.createFile(path) : undefined);
  if (file === undefined) throw new Error(`${path} does not exist any more`);
  if (file.sizeBytes > sizeBytes) await file.truncate(sizeBytes);
  const waiting = Buffer.alloc(ENTRY_BYTES_MAX);
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
    add(key, { position, at }) {
      const text = at.slice(0, PLACE_CHARACTERS_MAX);
      const textBytes = Buffer.byteLength(text);
      const isFull = waitingBytes + HEAD_BYTES + textBytes > waiting.length;
      const flushed = isFull ? flush() : undefined;
      const { high, low } = hashOf(key);
      waiting.writeUInt32LE(high, waitingBytes);
      waiting.writeUInt32LE(low, waitingBytes + 4);
      waiting.writeDoubleLE(position, waitingBytes + 8);
      waiting.writeUInt16LE(textBytes, waitingBytes + 16);
      waiting.write(text, waitingBytes + HEAD_BYTES);
      waitingBytes += HEAD_BYTES + textBytes;
      return flushed;
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
