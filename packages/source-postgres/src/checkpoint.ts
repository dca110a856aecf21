import type { Checkpoint } from '@rowferry/core';
import { z } from 'zod';
import { sourceChanged } from './failure.ts';
import type { Bounds, KeyValues } from './statement.ts';

const keyValues = z.array(z.string());
const checkpointSchema = z.object({
  key: z.array(z.string()),
  ranges: z.array(z.object({ behind: keyValues.optional(), upTo: keyValues.optional() })).min(1),
  next: z.int().min(0),
});

/**
 * How far a read is in each range of the key, and which range's turn it is. The state of the database
 * that the read saw is no part of it: a server keeps that only as long as a connection that holds it.
 */
export interface Place {
  readonly ranges: readonly Bounds[];
  readonly next: number;
}

export function toCheckpoint(key: readonly string[], { ranges, next }: Place): Checkpoint {
  return { key, ranges, next };
}

/** The place that a checkpoint names; throws `SOURCE_CHANGED` where it does not fit these options. */
export function placeOf(
  checkpoint: Checkpoint,
  key: readonly string[],
  partitions: number,
): Place | undefined {
  if (checkpoint === undefined) return undefined;
  const { data } = checkpointSchema.safeParse(checkpoint);
  if (data === undefined || data.next >= data.ranges.length) {
    throw sourceChanged('The checkpoint was not written by this source', 'the one that wrote it');
  }
  if (data.key.join('\n') !== key.join('\n')) {
    throw sourceChanged(
      `The checkpoint was written under \`orderBy\` (${data.key.join(', ')}), not (${key.join(', ')})`,
      'that',
    );
  }
  if (data.ranges.length > partitions) {
    throw sourceChanged(
      `The checkpoint was written with \`partitions: ${data.ranges.length}\``,
      'that',
    );
  }
  const fits = (values?: KeyValues) => values === undefined || values.length === key.length;
  if (!data.ranges.every(({ behind, upTo }) => fits(behind) && fits(upTo))) {
    throw sourceChanged('The checkpoint was not written by this source', 'the one that wrote it');
  }
  return data;
}
