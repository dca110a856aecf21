import type { Checkpoint } from '@rowferry/core';
import { z } from 'zod';
import { sourceChanged } from './failure.ts';
import type { Bounds, KeyValues } from './statement.ts';

const keyValues = z.array(z.string());
const checkpointSchema = z.object({
  key: z.array(z.string()),
  ranges: z.array(z.object({ after: keyValues.optional(), upTo: keyValues.optional() })).min(1),
  next: z.int().min(0),
});

/**
 * How far a read is in each range of the key, and which range is next. It does not include the state of the
 * database that was read: a server keeps that only as long as its connection is open.
 */
export interface Place {
  readonly ranges: readonly Bounds[];
  readonly next: number;
}

export function toCheckpoint(key: readonly string[], { ranges, next }: Place): Checkpoint {
  return { key, ranges, next };
}

/** The place of a checkpoint. Throws `SOURCE_CHANGED` if it does not fit these options. */
export function placeOf(
  checkpoint: Checkpoint,
  key: readonly string[],
  partitions: number,
): Place | undefined {
  if (checkpoint === undefined) return undefined;
  const { data } = checkpointSchema.safeParse(checkpoint);
  if (data === undefined || data.next >= data.ranges.length) {
    throw sourceChanged(
      'The checkpoint was not written by this source',
      'the source that wrote it',
    );
  }
  if (data.key.join('\n') !== key.join('\n')) {
    throw sourceChanged(
      `The checkpoint was written with \`orderBy\` (${data.key.join(', ')}), not (${key.join(', ')})`,
      'that option',
    );
  }
  if (data.ranges.length > partitions) {
    throw sourceChanged(
      `The checkpoint was written with \`partitions: ${data.ranges.length}\``,
      'that option',
    );
  }
  const fits = (values?: KeyValues) => values === undefined || values.length === key.length;
  if (!data.ranges.every(({ after, upTo }) => fits(after) && fits(upTo))) {
    throw sourceChanged(
      'The checkpoint was not written by this source',
      'the source that wrote it',
    );
  }
  return data;
}
