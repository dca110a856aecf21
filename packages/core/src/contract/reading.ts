import { RowferryError } from './errors.ts';
import type { Batch, ReadOptions, Source } from './source.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Reads a source. Its own errors become `SOURCE_FAILED`. `soft` asks the source to end; a source that
 * does not end is abandoned when `hard` aborts.
 */
export async function* readFrom(
  source: Source,
  soft: AbortSignal,
  hard: AbortSignal,
  options: Omit<ReadOptions, 'signal'> = {},
): AsyncGenerator<Batch> {
  const read = () => source.read({ ...options, signal: soft })[Symbol.asyncIterator]();
  yield* answersOf(source.name, read, soft, hard);
}

/** The names that the records of a source can have, if it knows them. Fails as {@link readFrom} does. */
export async function fieldsOf(
  source: Source,
  soft: AbortSignal,
  hard: AbortSignal,
): Promise<readonly string[] | undefined> {
  const ask = async function* () {
    yield await source.fields?.({ signal: soft });
  };
  for await (const fields of answersOf(source.name, ask, soft, hard)) {
    if (fields === undefined || Array.isArray(fields)) return fields;
    throw new RowferryError('SOURCE_FAILED', `${source.name}: \`fields\` returned no list`);
  }
  return undefined;
}

async function* answersOf<T>(
  name: string,
  ask: () => AsyncIterator<T>,
  soft: AbortSignal,
  hard: AbortSignal,
): AsyncGenerator<T> {
  try {
    for await (const answer of untilAborted(ask(), hard)) {
      soft.throwIfAborted();
      yield answer;
    }
  } catch (error) {
    soft.throwIfAborted();
    if (error instanceof RowferryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RowferryError('SOURCE_FAILED', `${name}: ${why}`, { cause: error });
  }
}
