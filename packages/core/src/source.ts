/** What a source yields: fields by name, nested objects and arrays allowed. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** A place in the source from which reading can restart: any JSON value. */
export type Checkpoint = unknown;

/** Stands where a record could not be read. It takes a position and counts as read. */
export class Unreadable {
  readonly rejected: { readonly code: string; readonly message: string };

  constructor(code: string, message: string) {
    this.rejected = { code, message };
  }
}

/** Some consecutive records, handed on together. */
export interface Batch {
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** Reading may restart behind this batch. Absent: a resume reads from the start and skips. */
  readonly checkpoint?: Checkpoint;
  /** How much of the source lies before the end of this batch, 0 to 1, where the source knows its size. */
  readonly fraction?: number;
  /** Where a person finds record `index` of this batch: `vehicles.jsonl:42`, `vehicles.id=981`. */
  locate?(index: number): string;
}

/** What `read` is given. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Read from just behind this checkpoint, which an earlier read of the same source gave. */
  readonly checkpoint?: Checkpoint;
}

/** Where records come from. A Node object stream, an async iterable or an iterable serves as well. */
export interface Source {
  readonly name: string;
  /**
   * Reads from the start, or from just behind `checkpoint`. Nothing is read before the first pull;
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
  if ('read' in input && 'name' in input) return input;
  const records = Symbol.asyncIterator in input ? input : (input as Iterable<SourceRecord>);
  return { name: 'records', read: ({ signal }) => untilAborted(inBatches(records), input, signal) };
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

/** An iterable knows no signal: an abort destroys a stream, and leaves any other to itself. */
async function* untilAborted(
  batches: AsyncGenerator<Batch>,
  input: object,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      if ('destroy' in input && typeof input.destroy === 'function') input.destroy();
      reject(signal.reason);
    };
  });
  aborted.catch(() => {}); // raced below; an abort after the last batch concerns nobody
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      const { done, value } = await Promise.race([batches.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    const left = batches.return(undefined);
    if (signal.aborted) left.catch(() => {});
    else await left;
  }
}
