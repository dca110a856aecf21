import { type Batch, isRecord, type SourceRecord } from '../contract/source.ts';
import { type Refusal, type RejectedBy, Rejection } from '../contract/verdict.ts';
import { type Hooks, isPromise, Refused, type Transformed } from '../hooks.ts';
import type { Encoder } from '../values/columns.ts';
import { closed, extended, NOT_OBJECT, type RecordPrefix, recordPrefixOf } from './record-line.ts';

/** What a batch of records became: rows, local rejections and skipped records, each in source order. */
export interface EncodedBatch {
  readonly from: number;
  /** One more than the last position. */
  readonly to: number;
  readonly rows: EncodedRow[];
  readonly rejected: LocalVerdict[];
  readonly skipped: LocalVerdict[];
  readonly checkpoint?: unknown;
  readonly fraction?: number;
}

export interface EncodedRow {
  readonly position: number;
  readonly cells: readonly string[];
  /** The record as it was read; see {@link RecordPrefix}. */
  readonly prefix: string;
}

/** A verdict reached without the target. */
export interface LocalVerdict {
  readonly position: number;
  /** As in {@link EncodedRow}; without the record if it could not be read. */
  readonly prefix: string;
  /** The result line with the verdict. */
  readonly line: string;
}

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
      ...(batch.fraction === undefined ? {} : { fraction: batch.fraction }),
    };
    const addOutcome = outcomeAdder(encoded, encoder);
    if (hooks.transformBatch !== undefined) {
      await encodeBatch(batch, from, hooks.transformBatch, addOutcome);
    } else {
      for (let index = 0; index < batch.records.length; index++) {
        const waiting = encodeRecord(batch, index, from + index, hooks, addOutcome);
        if (waiting !== undefined) await waiting;
      }
    }
    yield encoded;
  }
}

/** Adds the outcome of the record at `position`. */
type AddOutcome = (position: number, opened: RecordPrefix, transformed: Transformed) => void;

function outcomeAdder(into: EncodedBatch, encoder: Encoder): AddOutcome {
  return (position, { prefix, refusal }, transformed) => {
    if (refusal !== undefined) {
      into.rejected.push(rejection(position, prefix, 'source', refusal));
    } else if (transformed === undefined) {
      into.skipped.push({ position, prefix, line: closed(prefix) });
    } else if (transformed instanceof Refused) {
      into.rejected.push(rejection(position, prefix, 'transform', refusalOf(transformed.error)));
    } else if (!isRecord(transformed)) {
      into.rejected.push(rejection(position, prefix, 'transform', NOT_OBJECT));
    } else {
      const cells = encoder.row(transformed);
      if (Array.isArray(cells)) into.rows.push({ position, cells, prefix });
      else into.rejected.push(rejection(position, prefix, 'validation', cells));
    }
  };
}

/** Returns a promise only if a transform does: an `await` per record would be the largest cost of all. */
function encodeRecord(
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

async function encodeBatch(
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

function refusalOf(error: unknown): Refusal {
  if (error instanceof Rejection) {
    const { code, message, column } = error;
    return column === undefined ? { code, message } : { code, message, column };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'TRANSFORM_FAILED', message };
}

/** The rejection of a record that never became a row. */
export function rejection(
  position: number,
  prefix: string,
  by: RejectedBy,
  { code, message, column }: Refusal,
): LocalVerdict {
  const errors = [{ code, message, column }];
  return { position, prefix, line: extended(prefix, { by, errors }) };
}
