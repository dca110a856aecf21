import { checkedBatch } from './checked-batch.ts';
import { RowferryError, textOf } from './errors.ts';
import type { Batch, ReadOptions, Source } from './source.ts';
import { untilAborted } from './until-aborted.ts';

/** Batches that follow each other without a timer in between. */
const UNPAUSED_MAX = 1000;

/**
 * Reads a source. Its own errors become `SOURCE_FAILED`. `soft` asks the source to end; a source that
 * does not end is abandoned when `hard` aborts. After some batches it waits for `pause`, which lets timers and
 * signals in: a source that waits for nothing, and yields no record, would never be interrupted.
 */
export async function* readFrom(
  source: Source,
  soft: AbortSignal,
  hard: AbortSignal,
  options: Omit<ReadOptions, 'signal'> = {},
  pause: () => Promise<void> = async () => {},
): AsyncGenerator<Batch> {
  const failed = failureOf(source.name);
  const read = () => iteratorOf(source.read({ ...options, signal: soft }));
  const check = (batch: Batch) => checkedBatch(batch, failed);
  let count = 0;
  for await (const batch of answersOf(read, check, failed, soft, hard)) {
    yield batch;
    if (++count % UNPAUSED_MAX === 0) await pause();
  }
}

function iteratorOf(read: AsyncIterable<Batch>): AsyncIterator<Batch> {
  if (typeof read === 'object' && read !== null && Symbol.asyncIterator in read) {
    return read[Symbol.asyncIterator]();
  }
  throw new TypeError('`read` returned no async iterable of batches');
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
    if (fields === undefined) return fields;
    if (!Array.isArray(fields)) throw new TypeError('`fields` returned no list');
    const odd = fields.findIndex((name) => typeof name !== 'string');
    if (odd === -1) return fields;
    throw new TypeError(`\`fields\` returned a list whose item ${odd} is no name`);
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
