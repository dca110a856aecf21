import { brand } from './brand.ts';
import { RowferryError } from './errors.ts';

/** What a source yields: fields by name, nested objects and arrays allowed. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place in the source from which reading can restart: any JSON value. */
export type Checkpoint = unknown;

/** Stands where a record could not be read. It takes a position and counts as read. */
export class Unreadable {
  readonly rejected: { readonly code: string; readonly message: string };

  constructor(code: string, message: string) {
    this.rejected = { code, message };
  }
}

brand(Unreadable, 'Unreadable');

/** Some consecutive records, handed on together. */
export interface Batch {
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** Reading may restart after this batch. Absent: a resume reads from the start and skips. */
  readonly checkpoint?: Checkpoint;
  /** How much of the source lies before the end of this batch, 0 to 1, where the source knows its size. */
  readonly fraction?: number;
  /** Where a person finds record `index` of this batch: `vehicles.jsonl:42`, `vehicles.id=981`. */
  locate?(index: number): string;
  /**
   * The JSON that record `index` was read from, on one line: result files then hold it to the letter,
   * and it need not be written again.
   */
  json?(index: number): string | undefined;
}

/** What `read` is given. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Read from just after this checkpoint, which an earlier read of the same source gave. */
  readonly checkpoint?: Checkpoint;
}

/** Where records come from. A Node object stream, an async iterable or an iterable serves as well. */
export interface Source {
  readonly name: string;
  /**
   * Reads from the start, or from just after `checkpoint`. Nothing is read before the first pull;
   * all that is held is released when the iterator returns, throws or ends, and when `signal` aborts.
   */
  read(options: ReadOptions): AsyncIterable<Batch>;
}

/** Anything `migrate` can read records from. */
export type SourceInput = Source | AsyncIterable<SourceRecord> | Iterable<SourceRecord>;

/** Records of one batch, where the input comes one by one. */
const BATCH_RECORDS = 256;

/** Any input as a source. A stream or an iterable has no checkpoints, and can be read once. */
export function toSource(input: SourceInput): Source {
  if (isSource(input)) return input;
  const records = Symbol.asyncIterator in input ? input : (input as Iterable<SourceRecord>);
  return {
    name: 'records',
    read: ({ signal }) => untilAborted(inBatches(records), signal, destroyerOf(input)),
  };
}

/** A stream has a `read` as well, and may have a name. */
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
 * Reads a source; what it throws of its own becomes `SOURCE_FAILED`. `stopping` asks it to end; one
 * that does not is left to itself when `signal` aborts.
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

/** Ends at the signal, even where the iterator knows none and hangs. */
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
      // Not a race against one promise for all: that would keep something of every item.
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

/** An abort destroys a stream, and leaves any other iterable to itself. */
function destroyerOf(input: object): () => void {
  return () => {
    if ('destroy' in input && typeof input.destroy === 'function') input.destroy();
  };
}
