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

/** All wanted positions of one key, and what the file says of the key. */
interface SameKey {
  readonly high: number;
  readonly positions: number[];
  /** The first position of the key in the file. */
  first?: number;
  /** Whether the file has the key at another position as well. */
  isTwice: boolean;
}

/**
 * The positions of those `keys` that the file has at another position as well. Each key and each entry of
 * the file is gone through once, however many positions a key has.
 */
export async function placesOf(
  file: DiskFile,
  keys: readonly PlacedKey[],
): Promise<ReadonlySet<number>> {
  const wanted = groupedByKey(keys);
  const blockBytes = WRITE_ENTRIES * ENTRY_BYTES;
  const end = file.sizeBytes;
  for (let at = 0; at < end; at += blockBytes) {
    const bytes = Buffer.from(await file.read(at, Math.min(blockBytes, end - at)));
    for (let entry = 0; entry < bytes.length; entry += ENTRY_BYTES) {
      const alike = wanted.get(bytes.readUInt32LE(entry + 4));
      const high = bytes.readUInt32LE(entry);
      const same = alike?.find((one) => one.high === high);
      if (same === undefined) continue;
      const position = bytes.readDoubleLE(entry + 8);
      same.first ??= position;
      same.isTwice ||= same.first !== position;
    }
  }
  const twice = new Set<number>();
  for (const { positions, first, isTwice } of [...wanted.values()].flat()) {
    for (const position of positions) {
      if (isTwice || (first !== undefined && first !== position)) twice.add(position);
    }
  }
  return twice;
}

/** The keys by the lower half of their hash, of which few are equal by accident. */
function groupedByKey(keys: readonly PlacedKey[]): Map<number, SameKey[]> {
  const groups = new Map<number, SameKey[]>();
  for (const { key, position } of keys) {
    const { high, low } = hashOf(key);
    const alike = groups.get(low) ?? [];
    const same = alike.find((one) => one.high === high);
    if (same !== undefined) same.positions.push(position);
    else groups.set(low, [...alike, { high, positions: [position], isTwice: false }]);
  }
  return groups;
}
