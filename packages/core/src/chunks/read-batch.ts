import { at } from '../contract/assert.ts';
import { textOf } from '../contract/errors.ts';
import { type JsonBytes, jsonTextOf } from '../contract/json-bytes.ts';
import { type Batch, isRecord, Unreadable } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import type { GrowingBytes } from '../values/growing-bytes.ts';
import { numberedPlace, type PlacedRecords } from './placed-records.ts';
import { NOT_JSON, NOT_OBJECT, type RecordJson, recordJson } from './record-json.ts';

/** The records of a batch as they were read, before any transform. */
export interface ReadBatch extends PlacedRecords {
  readonly records: Batch['records'];
  /** Why a record could not be read; `undefined` if it could. */
  refusal(index: number): Refusal | undefined;
}

type Read = Pick<ReadBatch, 'json' | 'isLossy' | 'refusal'>;

/**
 * Takes the JSON that the records of a batch were read from, or writes it into `written`. The first record has the
 * position `from`.
 */
export function readBatch(batch: Batch, from: number, written: GrowingBytes): ReadBatch {
  const { records, locate } = batch;
  return {
    records,
    count: records.length,
    position: (index) => from + index,
    hasPlaces: locate !== undefined,
    at: (index) => locate?.(index) ?? numberedPlace(from + index),
    ...(asRead(batch) ?? asWritten(batch, written)),
  };
}

/** `undefined` if a record has no JSON. */
function asRead({ records, json }: Batch): Read | undefined {
  if (json === undefined) return undefined;
  const { bytes, starts, ends } = json;
  const refusals = new Map<number, Refusal>();
  for (let index = 0; index < records.length; index++) {
    const refusal = refusalOf(records[index]);
    if (refusal !== undefined) refusals.set(index, refusal);
    else if (isEmpty(json, index)) return undefined;
  }
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    json: { bytes: whole, starts, ends },
    isLossy: () => false,
    refusal: (index) => refusals.get(index),
  };
}

function isEmpty({ starts, ends }: JsonBytes, index: number): boolean {
  return at(starts, index, 'start of a record') === at(ends, index, 'end of a record');
}

function asWritten({ records, json: given }: Batch, written: GrowingBytes): Read {
  const refusals = new Map<number, Refusal>();
  const lossy = new Set<number>();
  const starts: number[] = [];
  const ends: number[] = [];
  written.clear();
  for (const [index, record] of records.entries()) {
    starts.push(written.length);
    const json = jsonToKeep(record, index, given);
    if ('text' in json) {
      written.text(json.text);
      if (json.isLossy) lossy.add(index);
    } else refusals.set(index, json);
    ends.push(written.length);
    written.text('\n');
  }
  return {
    json: { bytes: written.bytes, starts, ends },
    isLossy: (index) => lossy.has(index),
    refusal: (index) => refusals.get(index),
  };
}

function jsonToKeep(record: unknown, index: number, given: Batch['json']): RecordJson | Refusal {
  const refusal = refusalOf(record);
  if (refusal !== undefined) return refusal;
  const text = jsonTextOf(given, index);
  return text === undefined ? recordJson(record as object) : { text, isLossy: false };
}

/** Why a value is no record. Looking at it may run code of the caller. */
function refusalOf(record: unknown): Refusal | undefined {
  try {
    if (record instanceof Unreadable) return record.rejected;
    return isRecord(record) ? undefined : NOT_OBJECT;
  } catch (error) {
    return { ...NOT_JSON, message: `${NOT_JSON.message}: ${textOf(error)}` };
  }
}
