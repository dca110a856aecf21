import { at } from '../contract/assert.ts';

/** Items in buckets. Those of bucket `n` are from `starts[n]` up to `starts[n + 1]`. */
export interface Buckets {
  readonly starts: Uint32Array;
  readonly items: Uint32Array;
}

/** Puts the indexes of `bucketOf` into their buckets, in order, in linear time. */
export function bucketsOf(count: number, bucketOf: ArrayLike<number>): Buckets {
  const starts = new Uint32Array(count + 1);
  for (let item = 0; item < bucketOf.length; item++) {
    const next = at(bucketOf, item, 'bucket') + 1;
    starts[next] = at(starts, next, 'bucket') + 1;
  }
  for (let bucket = 0; bucket < count; bucket++) {
    starts[bucket + 1] = at(starts, bucket, 'bucket') + at(starts, bucket + 1, 'bucket');
  }
  const free = starts.slice();
  const items = new Uint32Array(bucketOf.length);
  for (let item = 0; item < bucketOf.length; item++) {
    const bucket = at(bucketOf, item, 'bucket');
    const place = at(free, bucket, 'bucket');
    items[place] = item;
    free[bucket] = place + 1;
  }
  return { starts, items };
}
