import type { SourceRecord } from '../contract/source.ts';
import { type Hooks, isPromise, Refused } from '../hooks.ts';
import type { AddOutcome } from './outcome.ts';
import type { ReadBatch } from './read-batch.ts';

/** Returns a promise only if a transform does: an `await` per record would be the largest cost of all. */
export function transformRecord(
  read: ReadBatch,
  index: number,
  hooks: Hooks,
  addOutcome: AddOutcome,
): Promise<void> | undefined {
  const record = read.records[index] as SourceRecord;
  if (!hooks.transforms || read.refusal(index) !== undefined) {
    addOutcome(index, record);
    return undefined;
  }
  const refuse = (error: unknown) => addOutcome(index, new Refused(error));
  try {
    const changed = hooks.transform(record, contextOf(read, index));
    if (isPromise(changed))
      return changed.then((transformed) => addOutcome(index, transformed)).catch(refuse);
    addOutcome(index, changed);
  } catch (error) {
    refuse(error);
  }
  return undefined;
}

/** Calls the transforms once for all records of a batch. */
export async function transformBatch(
  read: ReadBatch,
  transform: NonNullable<Hooks['transformBatch']>,
  addOutcome: AddOutcome,
): Promise<void> {
  const { records } = read;
  const changed = await transform(
    records.map((record, index) =>
      read.refusal(index) === undefined ? (record as SourceRecord) : undefined,
    ),
    records.map((_, index) => contextOf(read, index)),
  );
  for (let index = 0; index < records.length; index++) {
    try {
      addOutcome(index, changed[index]);
    } catch (error) {
      addOutcome(index, new Refused(error));
    }
  }
}

function contextOf(read: ReadBatch, index: number): { position: number; at: string } {
  return { position: read.position(index), at: read.at(index) };
}
