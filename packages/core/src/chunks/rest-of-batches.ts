import type { Batch } from '../contract/source.ts';

/** The batches, after `first` if there is one. */
export async function* startingWith(
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
    ...(batch.json && { json: (index) => batch.json?.(index + count) }),
  };
}
