import { RowferryError } from '../errors.ts';
import type { Hooks } from '../hooks.ts';
import { type Batch, type SourceRecord, Unreadable } from '../source.ts';
import type { Encoder } from '../values/columns.ts';
import { stringifyExact } from '../values/exact-json.ts';
import { type Refusal, type RejectedBy, Rejection } from '../verdict.ts';

/** What a batch of records became: rows, local rejections and skipped records, each in source order. */
export interface EncodedBatch {
  readonly from: number;
  /** One behind the last position. */
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
  /** The record as it was read, with its place: an open JSON object, for a result line to go on from. */
  readonly opening: string;
}

/** A verdict reached without the target. */
export interface LocalVerdict {
  readonly position: number;
  /** As in {@link EncodedRow}; without the record where it could not be read. */
  readonly opening: string;
  /** What closes the line that says the verdict. */
  readonly closing: string;
}

/** Turns batches into rows: positions, transforms, cells. */
export async function* encode(
  batches: AsyncIterable<Batch>,
  encoder: Encoder,
  hooks: Hooks,
): AsyncGenerator<EncodedBatch> {
  let position = 0;
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
    for (let index = 0; index < batch.records.length; index++) {
      const place = from + index;
      const at = batch.locate?.(index) ?? `record ${place}`;
      const waiting = encodeRecord(batch.records[index], place, at, encoded, encoder, hooks);
      if (waiting !== undefined) await waiting;
    }
    yield encoded;
  }
}

/** Gives a promise only where a transform does: one `await` a record is the largest cost there is. */
function encodeRecord(
  record: SourceRecord | Unreadable | undefined,
  position: number,
  at: string,
  into: EncodedBatch,
  encoder: Encoder,
  hooks: Hooks,
): Promise<void> | undefined {
  const place = `{"position":${position},"at":${JSON.stringify(at)}`;
  if (record instanceof Unreadable) {
    into.rejected.push(rejection(position, place, 'source', record.rejected));
    return undefined;
  }
  const json = recordJson(record);
  if (typeof json !== 'string') {
    into.rejected.push(rejection(position, place, 'source', json));
    return undefined;
  }
  const opening = `${place},"record":${json}`;
  const refuse = (error: unknown) => {
    if (error instanceof RowferryError) throw error;
    into.rejected.push(rejection(position, opening, 'transform', refusalOf(error)));
  };
  const accept = (changed: SourceRecord | undefined) => {
    if (changed === undefined) {
      into.skipped.push({ position, opening, closing: '}\n' });
      return;
    }
    const cells = encoder.row(changed);
    if (Array.isArray(cells)) into.rows.push({ position, cells, opening });
    else into.rejected.push(rejection(position, opening, 'validation', cells));
  };
  if (!hooks.transforms) {
    accept(record as SourceRecord);
    return undefined;
  }
  try {
    const changed = hooks.transform(record as SourceRecord, { position, at });
    if (changed instanceof Promise) return changed.then(accept, refuse);
    accept(changed);
  } catch (error) {
    refuse(error);
  }
  return undefined;
}

/** The record's JSON as it was read, or why it has none. */
function recordJson(record: unknown): string | Refusal {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return {
      code: 'RECORD_NOT_OBJECT',
      message: 'the source gave something that is not an object',
    };
  }
  try {
    return stringifyExact(record) ?? NOT_JSON;
  } catch (error) {
    if (error instanceof TypeError) return NOT_JSON;
    throw error;
  }
}

const NOT_JSON: Refusal = { code: 'RECORD_NOT_JSON', message: 'the record has no JSON form' };

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
  opening: string,
  by: RejectedBy,
  { code, message, column }: Refusal,
): LocalVerdict {
  const errors = JSON.stringify([{ code, message, column }]);
  return { position, opening, closing: `,"by":"${by}","errors":${errors}}\n` };
}
