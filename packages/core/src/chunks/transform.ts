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
  const opened = recordPrefixOf(batch, index, position);
  if (opened.refusal !== undefined || !hooks.transforms) {
    addOutcome(position, opened, record);
    return undefined;
  }
  const refuse = (error: unknown) => addOutcome(position, opened, new Refused(error));
  try {
    const changed = hooks.transform(record, { position, at: opened.at });
    if (isPromise(changed))
      return changed.then((transformed) => addOutcome(position, opened, transformed)).catch(refuse);
    addOutcome(position, opened, changed);
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
  const opened = batch.records.map((_, index) => recordPrefixOf(batch, index, from + index));
  const changed = await transform(
    opened.map(({ refusal }, index) =>
      refusal === undefined ? (batch.records[index] as SourceRecord) : undefined,
    ),
    opened.map(({ at }, index) => ({ position: from + index, at })),
  );
  for (const [index, one] of opened.entries()) {
    try {
      addOutcome(from + index, one, changed[index]);
    } catch (error) {
      addOutcome(from + index, one, new Refused(error));
    }
  }
}
