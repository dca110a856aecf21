import type { Hash } from 'node:crypto';
import { cleanUpAfter } from '../contract/cleanup.ts';
import { RowferryError } from '../contract/errors.ts';
import type { JsonBytes } from '../contract/json-bytes.ts';
import type { Batch } from '../contract/source.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import { readBatch } from './read-batch.ts';
import { digestRecords, newDigest, type SourceMark } from './source-mark.ts';

/** A source that is read from the position that a run has reached. */
export interface Continued {
  readonly batches: AsyncGenerator<Batch>;
  /** Digest of the records from the checkpoint up to the position that the run has reached. */
  readonly digest: Hash;
}

/**
 * Continues at `mark.to`. `batches` begin at the checkpoint, or at the start. The records before
 * `mark.to` are read again; if they are not the same, this rejects with `SOURCE_CHANGED`.
 */
export async function continueReading(
  batches: AsyncGenerator<Batch>,
  mark: SourceMark,
  sourceName: string,
): Promise<Continued> {
  const digest = newDigest();
  const written = new GrowingBytes();
  let position = mark.checkpoint?.position ?? 0;
  let rest: Batch | undefined;
  try {
    while (position < mark.to) {
      const { value: batch, done } = await batches.next();
      if (done) throw changed(sourceName, `it ends after ${position} records`);
      const count = Math.min(batch.records.length, mark.to - position);
      digestRecords(digest, readBatch(batch, position, written), 0, count);
      position += count;
      rest = count < batch.records.length ? without(batch, count) : undefined;
    }
    const isSame = mark.digest === undefined || digest.copy().digest('hex') === mark.digest;
    if (!isSame) throw changed(sourceName, 'the records or their order are different');
  } catch (error) {
    await cleanUpAfter(error, async () => void (await batches.return(undefined)));
    throw error;
  }
  return { batches: startingWith(rest, batches), digest };
}

function changed(sourceName: string, how: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${sourceName} does not return the records that the run has read before: ${how}; restore the source, then resume, or start a new run with the records that are not loaded yet`,
  );
}

/** The batches, after `first` if there is one. */
async function* startingWith(
  first: Batch | undefined,
  batches: AsyncGenerator<Batch>,
): AsyncGenerator<Batch> {
  try {
    if (first !== undefined) yield first;
    yield* batches;
  } finally {
    await batches.return(undefined);
  }
}

/** The batch without its first `count` records. */
export function without(batch: Batch, count: number): Batch {
  return {
    records: batch.records.slice(count),
    ...('checkpoint' in batch && { checkpoint: batch.checkpoint }),
    ...(batch.fraction !== undefined && { fraction: batch.fraction }),
    ...(batch.locate && { locate: (index) => batch.locate?.(index + count) ?? '' }),
    ...(batch.json && { json: jsonWithout(batch.json, count) }),
  };
}

function jsonWithout({ bytes, starts, ends }: JsonBytes, count: number): JsonBytes {
  return { bytes, starts: Array.from(starts).slice(count), ends: Array.from(ends).slice(count) };
}
