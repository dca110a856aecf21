import type { Batch, SourceRecord } from '../contract/source.ts';
import { type Hooks, isPromise, Refused } from '../hooks.ts';
import type { AddOutcome } from './outcome.ts';
import { recordPrefixOf } from './record-line.ts';

/** Returns a promise only if a transform does: an `await` per record would be the largest cost of all. */
export function transformRecord(
  batch: Batch,
  index: number,
  position: number,
  hooks: Hooks,
  addOutcome: AddOutcome,
): Promise<void> | undefined {
  const record = batch.records[index] as SourceRecord;
  const read = recordPrefixOf(batch, index, position);
  if (read.refusal !== undefined || !hooks.transforms) {
    addOutcome(position, read, record);
    return undefined;
  }
  const refuse = (error: unknown) => addOutcome(position, read, new Refused(error));
  try {
    const changed = hooks.transform(record, { position, at: read.at });
    if (isPromise(changed))
      return changed.then((transformed) => addOutcome(position, read, transformed)).catch(refuse);
    addOutcome(position, read, changed);
  } catch (error) {
    refuse(error);
  }
  return undefined;
}

/** Calls the transforms once for all records of a batch. */
export async function transformBatch(
  batch: Batch,
  from: number,
  transform: NonNullable<Hooks['transformBatch']>,
  addOutcome: AddOutcome,
): Promise<void> {
  const read = batch.records.map((_, index) => recordPrefixOf(batch, index, from + index));
  const changed = await transform(
    read.map(({ refusal }, index) =>
      refusal === undefined ? (batch.records[index] as SourceRecord) : undefined,
    ),
    read.map(({ at }, index) => ({ position: from + index, at })),
  );
  for (const [index, one] of read.entries()) {
    try {
      addOutcome(from + index, one, changed[index]);
    } catch (error) {
      addOutcome(from + index, one, new Refused(error));
    }
  }
}
