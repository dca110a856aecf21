import { at } from '../contract/assert.ts';
import { bucketsOf } from './buckets.ts';

/** Lists of numbers by a 32-bit hash, with twelve bytes for each number. */
export interface HashLists {
  /** How many numbers a list has at most: other lists may be counted as well. */
  sizeOf(hash: number): number;
  listOf(hash: number): readonly number[];
}

/** `numbers[n]` is put into the list of `hashes[n]`. */
export function hashLists(hashes: readonly number[], numbers: readonly number[]): HashLists {
  const count = 2 ** Math.ceil(Math.log2(Math.max(1, hashes.length)));
  const bucketOf = Uint32Array.from(hashes, (hash) => hash & (count - 1));
  const { starts, items } = bucketsOf(count, bucketOf);
  const sortedHashes = items.map((item) => at(hashes, item, 'hash'));
  const sortedNumbers = items.map((item) => at(numbers, item, 'number'));
  const rangeOf = (hash: number) => {
    const bucket = hash & (count - 1);
    return [at(starts, bucket, 'bucket'), at(starts, bucket + 1, 'bucket')] as const;
  };
  return {
    sizeOf(hash) {
      const [from, to] = rangeOf(hash);
      return to - from;
    },
    listOf(hash) {
      const found: number[] = [];
      const [from, to] = rangeOf(hash);
      for (let place = from; place < to; place++) {
        if (sortedHashes[place] === hash) found.push(at(sortedNumbers, place, 'number'));
      }
      return found;
    },
  };
}
