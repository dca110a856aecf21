import type { Batch } from '../contract/source.ts';
import type { Hooks } from '../hooks.ts';
import { CsvBytes } from '../values/csv-bytes.ts';
import { GrowingBytes } from '../values/growing-bytes.ts';
import type { EncodedBatch } from './encoded.ts';
import { outcomeAdder, type RowForm } from './outcome.ts';
import { readBatch } from './read-batch.ts';
import { transformBatch, transformRecord } from './transform.ts';

/**
 * Turns batches into rows: positions, transforms, cells. The first record has the position `first`. What it yields is
 * valid until the next batch is asked for.
 */
export async function* encode(
  batches: AsyncIterable<Batch>,
  first: number,
  form: RowForm,
  hooks: Hooks,
): AsyncGenerator<EncodedBatch> {
  const written = new GrowingBytes();
  const csv = new CsvBytes();
  let from = first;
  for await (const batch of batches) {
    const read = readBatch(batch, from, written);
    from += read.count;
    csv.clear();
    const encoded: EncodedBatch = {
      read,
      rows: { indexes: [], csv, ends: [], keyStarts: [], keyEnds: [] },
      rejected: [],
      skipped: [],
      ...(batch.checkpoint === undefined ? {} : { checkpoint: batch.checkpoint }),
      ...(batch.fraction ? { total: Math.round(from / batch.fraction) } : {}),
    };
    const addOutcome = outcomeAdder(encoded, form);
    if (hooks.transformBatch !== undefined) {
      await transformBatch(read, hooks.transformBatch, addOutcome);
    } else {
      for (let index = 0; index < read.count; index++) {
        const waiting = transformRecord(read, index, hooks, addOutcome);
        if (waiting !== undefined) await waiting;
      }
    }
    yield encoded;
  }
}
