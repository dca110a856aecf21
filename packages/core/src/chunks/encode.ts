import type { Batch } from '../contract/source.ts';
import type { Hooks } from '../hooks.ts';
import type { Encoder } from '../values/encoder.ts';
import type { EncodedBatch } from './encoded.ts';
import { outcomeAdder } from './outcome.ts';
import { transformBatch, transformRecord } from './transform.ts';

/** Turns batches into rows: positions, transforms, cells. The first record has the position `first`. */
export async function* encode(
  batches: AsyncIterable<Batch>,
  first: number,
  encoder: Encoder,
  hooks: Hooks,
): AsyncGenerator<EncodedBatch> {
  let position = first;
  for await (const batch of batches) {
    const from = position;
    position += batch.records.length;
    const encoded: EncodedBatch = {
      from,
      to: position,
      rows: [],
      rejected: [],
      skipped: [],
      ...(batch.checkpoint === undefined ? {} : { checkpoint: batch.checkpoint }),
      ...(batch.fraction ? { total: Math.round(position / batch.fraction) } : {}),
    };
    const addOutcome = outcomeAdder(encoded, encoder);
    if (hooks.transformBatch !== undefined) {
      await transformBatch(batch, from, hooks.transformBatch, addOutcome);
    } else {
      for (let index = 0; index < batch.records.length; index++) {
        const waiting = transformRecord(batch, index, from + index, hooks, addOutcome);
        if (waiting !== undefined) await waiting;
      }
    }
    yield encoded;
  }
}
