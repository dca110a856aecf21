import { crc32 } from 'node:zlib';
import { at } from '../contract/assert.ts';

export interface RowIndex {
  rows(key: string): Iterable<number>;
}

/** Uses eight bytes per row: a hash of the row's key, and the row. The rows are sorted by hash. */
export function rowIndex(count: number, keyOf: (row: number) => string): RowIndex {
  const hashes = Uint32Array.from({ length: count }, (_, row) => crc32(keyOf(row)));
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => at(hashes, a, 'row') - at(hashes, b, 'row') || a - b,
  );
  const hashAt = (place: number) => at(hashes, at(order, place, 'place'), 'row');
  return {
    *rows(key) {
      const hash = crc32(key);
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (hashAt(middle) < hash) low = middle + 1;
        else high = middle;
      }
      for (; low < count && hashAt(low) === hash; low++) yield at(order, low, 'place');
    },
  };
}
