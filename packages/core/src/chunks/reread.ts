import type { Hash } from 'node:crypto';
import { RowferryError } from '../contract/errors.ts';
import type { Batch } from '../contract/source.ts';
import { digestPrefix, newDigest } from './digest.ts';
import { recordPrefixOf } from './record-line.ts';
import type { SourceMark } from './source-mark.ts';

/** A source that is read on from where a run has come to. */
export interface Continued {
  readonly batches: AsyncGenerator<Batch>;
  /** Of the records from the checkpoint up to where the run has come to. */
  readonly digest: Hash;
}

/**
 * Reads from `mark.to` on. `batches` begin at the checkpoint, or at the start;
 * what was read before is read again, and must be the same, or this rejects with `SOURCE_CHANGED`.
 */
export async function readOn(
  batches: AsyncGenerator<Batch>,
  mark: SourceMark,
  sourceName: string,
): Promise<Continued> {
  const digest = newDigest();
  let position = mark.checkpoint?.position ?? 0;
  let rest: Batch | undefined;
  try {
    while (position < mark.to) {
      const { value: batch, done } = await batches.next();
      if (done) throw changed(sourceName, `it ends after ${position} records`);
      const count = Math.min(batch.records.length, mark.to - position);
      for (let index = 0; index < count; index++) {
        digestPrefix(digest, recordPrefixOf(batch, index, position + index).prefix);
      }
      position += count;
      rest = count < batch.records.length ? without(batch, count) : undefined;
    }
    const isSame = mark.digest === undefined || digest.copy().digest('hex') === mark.digest;
    if (!isSame) throw changed(sourceName, 'they are others, or in another order');
  } catch (error) {
    await batches.return(undefined);
    throw error;
  }
  return { batches: startingWith(rest, batches), digest };
}

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
function without(batch: Batch, count: number): Batch {
  return {
    records: batch.records.slice(count),
    ...('checkpoint' in batch && { checkpoint: batch.checkpoint }),
    ...(batch.fraction !== undefined && { fraction: batch.fraction }),
    ...(batch.locate && { locate: (index) => batch.locate?.(index + count) ?? '' }),
    ...(batch.json && { json: (index) => batch.json?.(index + count) }),
  };
}

function changed(sourceName: string, how: string): RowferryError {
  return new RowferryError(
    'SOURCE_CHANGED',
    `${sourceName} does not give the records that the run has read: ${how}; bring the source back as it was, then resume, or start a new run of what is not loaded yet`,
  );
}
