import type { Batch, Source, SourceRecord } from './source.ts';
import { untilAborted } from './until-aborted.ts';

/** Anything `migrate` can read records from. A record is an object, whose type may be an interface. */
export type SourceInput = Source<object> | AsyncIterable<object> | Iterable<object>;

/** Records of one batch, if the input yields single records. */
const BATCH_RECORDS = 256;

/** Makes a source of any input. A stream or an iterable has no checkpoints, and can be read only once. */
export function toSource(input: SourceInput): Source {
  // Core checks every record before it looks at a field of it.
  if (isSource(input)) return input;
  const records = input as AsyncIterable<SourceRecord> | Iterable<SourceRecord>;
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

/** An abort destroys a stream, and does nothing to any other iterable. */
function destroyerOf(input: object): () => void {
  return () => {
    if ('destroy' in input && typeof input.destroy === 'function') input.destroy();
  };
}
