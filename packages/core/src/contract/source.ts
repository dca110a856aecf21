import { brand } from './brand.ts';
import { RowferryError } from './errors.ts';

/** What a source yields: fields by name, nested objects and arrays allowed. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place in the source from which reading can restart: any JSON value. */
export type Checkpoint = unknown;

/** Takes the place of a record that could not be read. It has a position and counts as read. */
export class Unreadable {
  readonly rejected: { readonly code: string; readonly message: string };

  constructor(code: string, message: string) {
    this.rejected = { code, message };
  }
}

brand(Unreadable, 'Unreadable');

/** Consecutive records, handed on together. */
export interface Batch {
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** Lets reading restart after this batch. Absent: a resume reads from the start and skips records. */
  readonly checkpoint?: Checkpoint;
  /** The part of the source up to the end of this batch, 0 to 1; absent if its size is not known. */
  readonly fraction?: number;
  /** Where a person finds record `index` of this batch: `vehicles.jsonl:42`, `vehicles.id=981`. */
  locate?(index: number): string;
  /**
   * The JSON that record `index` was read from, on one line. Result files then contain it unchanged, and
   * core need not write JSON for the record.
   */
  json?(index: number): string | undefined;
}

/** The options of `read`. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Read from just after this checkpoint, which an earlier read of the same source yielded. */
  readonly checkpoint?: Checkpoint;
}

/** Where records come from. A Node object stream, an async iterable or an iterable can be used too. */
export interface Source {
  readonly name: string;
  /**
   * Reads from the start, or from just after `checkpoint`. Must read nothing before the first batch is
   * asked for, and release all resources when the iterator returns, throws or ends, and when `signal` aborts.
   */
  read(options: ReadOptions): AsyncIterable<Batch>;
}

/** Anything `migrate` can read records from. */
export type SourceInput = Source | AsyncIterable<SourceRecord> | Iterable<SourceRecord>;

/** Records of one batch, if the input yields single records. */
const BATCH_RECORDS = 256;

/** Makes a source of any input. A stream or an iterable has no checkpoints, and can be read only once. */
export function toSource(input: SourceInput): Source {
  if (isSource(input)) return input;
  const records = Symbol.asyncIterator in input ? input : (input as Iterable<SourceRecord>);
  return {
    name: 'records',
    read: ({ signal }) => untilAborted(inBatches(records), signal, destroyerOf(input)),
  };
}

/** A stream has a `read` too, and may have a name, but it is an async iterable. */
export function isSource(input: object): input is Source {
  return 'read' in input && 'name' in input && !(Symbol.asyncIterator in input);
}

async function* inBatches(
  input: AsyncIterable<SourceRecord> | Iterable<SourceRecord>,
): AsyncGenerator<Batch> {
  let records: SourceRecord[] = [];
  for await (const record of input) {
    records.push(record);
    if (records.length < BATCH_RECORDS) continue;
    yield { records };
    records = [];
  }
  if (records.length > 0) yield { records };
}

/**
 * Reads a source. Its own errors become `SOURCE_FAILED`. `stopping` asks the source to end; a source
 * that does not end is abandoned when `signal` aborts.
 */
export async function* readFrom(
  source: Source,
  stopping: AbortSignal,
  signal: AbortSignal,
  checkpoint?: Checkpoint,
): AsyncGenerator<Batch> {
  try {
    const options = { signal: stopping, ...(checkpoint !== undefined && { checkpoint }) };
    const batches = source.read(options)[Symbol.asyncIterator]();
    for await (const batch of untilAborted(batches, signal)) {
      stopping.throwIfAborted();
      yield batch;
    }
  } catch (error) {
    stopping.throwIfAborted();
    if (error instanceof RowferryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RowferryError('SOURCE_FAILED', `${source.name}: ${why}`, { cause: error });
  }
}

/** Ends at the signal, even if the iterator ignores signals and hangs. */
async function* untilAborted<T>(
  items: AsyncIterator<T>,
  signal: AbortSignal,
  release: () => void = () => {},
): AsyncGenerator<T> {
  let reject: (reason: unknown) => void = () => {};
  const abort = () => {
    release();
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  let isDone = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      // Not `Promise.race` with one promise for all items: that would keep memory for every item.
      const next = await new Promise<IteratorResult<T>>((resolve, fail) => {
        reject = fail;
        items.next().then(resolve, fail);
      });
      isDone = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    const left = isDone ? undefined : items.return?.();
    if (signal.aborted) left?.catch(() => {});
    else await left;
  }
}

/** An abort destroys a stream, and does nothing to any other iterable. */
function destroyerOf(input: object): () => void {
  return () => {
    if ('destroy' in input && typeof input.destroy === 'function') input.destroy();
  };
}
