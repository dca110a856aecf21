import { assert } from '../contract/assert.ts';
import type { DiskFile } from '../host/disk.ts';
import { hashOf } from './key-hash.ts';
import type { Place } from './record-line.ts';

/** An entry begins with a 64-bit hash of the key, the position as a double, and the length of what follows. */
export const HEAD_BYTES = 18;
/** What follows is the place, in UTF-8. A longer one is cut. */
export const PLACE_CHARACTERS_MAX = 15_000;
/** No entry is longer than this. */
export const ENTRY_BYTES_MAX: number = 64 * 1024;
const READ_BYTES = 16 * ENTRY_BYTES_MAX;

/** A key and its position. */
export interface PlacedKey {
  readonly key: string;
  readonly position: number;
}

/** The first other place of a key. */
export interface OtherPlace extends Place {
  /** Whether every position that has the key was asked for. */
  readonly isAllAsked: boolean;
}

/** All wanted positions of one key, and what the file has of it. */
interface SameKey {
  readonly high: number;
  readonly positions: number[];
  entries: number;
  first?: Place;
  second?: Place;
}

/**
 * The first other place of those `keys` that the file has at another position as well, by position. Each
 * key and each entry of the file is gone through once, however many positions a key has.
 */
export async function placesOf(
  file: DiskFile,
  keys: readonly PlacedKey[],
): Promise<ReadonlyMap<number, OtherPlace>> {
  const wanted = groupedByKey(keys);
  const end = file.sizeBytes;
  for (let from = 0; from < end; ) {
    const bytes = await file.read(from, Math.min(READ_BYTES, end - from));
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const usedBytes = search(block, wanted);
    assert(usedBytes > 0, `the key index has no entry at byte ${from}`);
    from += usedBytes;
  }
  const others = new Map<number, OtherPlace>();
  for (const { positions, entries, first, second } of [...wanted.values()].flat()) {
    const isAllAsked = entries === positions.length;
    for (const position of positions) {
      const other = first?.position === position ? second : first;
      if (other !== undefined) others.set(position, { ...other, isAllAsked });
    }
  }
  return others;
}

/** Goes through the whole entries of a block, and returns how many bytes they have. */
function search(block: Buffer, wanted: ReadonlyMap<number, readonly SameKey[]>): number {
  let entry = 0;
  while (entry + HEAD_BYTES <= block.length) {
    const next = entry + HEAD_BYTES + block.readUInt16LE(entry + 16);
    if (next > block.length) break;
    const alike = wanted.get(block.readUInt32LE(entry + 4));
    if (alike !== undefined) {
      const high = block.readUInt32LE(entry);
      const same = alike.find((one) => one.high === high);
      if (same !== undefined) {
        if (same.entries < 2) {
          const position = block.readDoubleLE(entry + 8);
          const place = { position, at: block.toString('utf8', entry + HEAD_BYTES, next) };
          same[same.first === undefined ? 'first' : 'second'] = place;
        }
        same.entries++;
      }
    }
    entry = next;
  }
  return entry;
}

/** The keys by the lower half of their hash, of which few are equal by accident. */
function groupedByKey(keys: readonly PlacedKey[]): Map<number, SameKey[]> {
  const groups = new Map<number, SameKey[]>();
  for (const { key, position } of keys) {
    const { high, low } = hashOf(key);
    const alike = groups.get(low) ?? [];
    const same = alike.find((one) => one.high === high);
    if (same !== undefined) same.positions.push(position);
    else groups.set(low, [...alike, { high, positions: [position], entries: 0 }]);
  }
  return groups;
}
