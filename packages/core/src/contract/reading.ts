import { checkedBatch } from './checked-batch.ts';
import { RowferryError, textOf } from './errors.ts';
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
  const failed = failureOf(source.name);
  const read = () => source.read({ ...options, signal: soft })[Symbol.asyncIterator]();
  const check = (batch: Batch) => checkedBatch(batch, failed);
  yield* answersOf(read, check, failed, soft, hard);
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
  const check = (fields: readonly string[] | undefined) => {
    if (fields === undefined || Array.isArray(fields)) return fields;
    throw new TypeError('`fields` returned no list');
  };
  const failed = failureOf(source.name);
  for await (const fields of answersOf(ask, check, failed, soft, hard)) return fields;
  return undefined;
}

function failureOf(name: string): (error: unknown) => RowferryError {
  return (error) =>
    error instanceof RowferryError
      ? error
      : new RowferryError('SOURCE_FAILED', `${name}: ${textOf(error)}`, { cause: error });
}

async function* answersOf<T>(
  ask: () => AsyncIterator<T>,
  check: (answer: T) => T,
  failed: (error: unknown) => RowferryError,
  soft: AbortSignal,
  hard: AbortSignal,
): AsyncGenerator<T> {
  try {
    for await (const answer of untilAborted(ask(), hard)) {
      soft.throwIfAborted();
      yield check(answer);
    }
  } catch (error) {
    soft.throwIfAborted();
    throw failed(error);
  }
}
