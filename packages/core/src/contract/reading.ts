import { RowferryError } from './errors.ts';
import type { Batch, Checkpoint, Source } from './source.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Reads a source. Its own errors become `SOURCE_FAILED`. `soft` asks the source to end; a source that
 * does not end is abandoned when `hard` aborts.
 */
export async function* readFrom(
  source: Source,
  soft: AbortSignal,
  hard: AbortSignal,
  checkpoint?: Checkpoint,
): AsyncGenerator<Batch> {
  try {
    const options = { signal: soft, ...(checkpoint !== undefined && { checkpoint }) };
    const batches = source.read(options)[Symbol.asyncIterator]();
    for await (const batch of untilAborted(batches, hard)) {
      soft.throwIfAborted();
      yield batch;
    }
  } catch (error) {
    soft.throwIfAborted();
    if (error instanceof RowferryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RowferryError('SOURCE_FAILED', `${source.name}: ${why}`, { cause: error });
  }
}
