import type { DiskFile } from '../host/disk.ts';
import { hashOf } from './key-hash.ts';

/** One entry: a 64-bit hash of a key, and its position as a double. */
export const ENTRY_BYTES = 16;
export const WRITE_ENTRIES = 4096;

/** A key and its position. */
export interface PlacedKey {
  readonly key: string;
  readonly position: number;
}

/** The positions of those `keys` that the file has at another position as well. */
export async function placesOf(
  file: DiskFile,
  keys: readonly PlacedKey[],
): Promise<ReadonlySet<number>> {
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
