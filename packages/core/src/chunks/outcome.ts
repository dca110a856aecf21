import { textOf } from '../contract/errors.ts';
import { Rejection } from '../contract/rejection.ts';
import { isRecord, Unreadable } from '../contract/source.ts';
import type { Refusal, RejectedBy } from '../contract/verdict.ts';
import { Refused, type Transformed } from '../hooks.ts';
import type { Encoder } from '../values/encoder.ts';
import type { EncodedBatch } from './encoded.ts';
import { rejectionOf } from './local-verdict.ts';
import { NOT_OBJECT } from './record-json.ts';
import { lineOf, lineWithout } from './record-line.ts';

/** What rows look like. */
export interface RowForm {
  readonly encoder: Encoder;
  readonly headerBytes: number;
  /** Bytes that a file with a single row may have. */
  readonly oneRowBytesMax: number;
  /** The index of the key's column; absent if nothing asks for keys. */
  readonly keyColumn?: number | undefined;
}

/** Adds the outcome of the record with this index. */
export type AddOutcome = (index: number, transformed: Transformed) => void;

/** Adds outcomes to the rows, the rejections or the skipped records of a batch. */
export function outcomeAdder(into: EncodedBatch, form: RowForm): AddOutcome {
  const { encoder, headerBytes, oneRowBytesMax, keyColumn } = form;
  const { read: records, rows } = into;
  const { csv } = rows;
  const reject = (index: number, by: RejectedBy, refusal: Refusal) => {
    const line = lineOf({ records, index }, rejectionOf(by, refusal));
    into.rejected.push({ index, line });
  };
  /** For a record of which no JSON would be true. */
  const rejectWithout = (index: number, by: RejectedBy, refusal: Refusal, raw?: string) => {
    const line = lineWithout({ records, index }, rejectionOf(by, refusal), raw);
    into.rejected.push({ index, line });
  };
  const addRow = (index: number, record: Readonly<Record<string, unknown>>) => {
    const start = csv.length;
    const fault = encoder.add(record, csv, keyColumn);
    if (fault?.isLeftOut) rejectWithout(index, 'validation', fault);
    else if (fault !== undefined) reject(index, 'validation', fault);
    else if (headerBytes + csv.length - start > oneRowBytesMax) {
      reject(index, 'validation', tooLarge(csv.length - start, oneRowBytesMax));
      csv.length = start;
    } else {
      rows.indexes.push(index);
      rows.ends.push(csv.length);
      if (keyColumn === undefined) return;
      rows.keyStarts.push(csv.markStart);
      rows.keyEnds.push(csv.markEnd);
    }
  };
  return (index, transformed) => {
    const refusal = records.refusal(index);
    if (refusal !== undefined) {
      rejectWithout(index, 'source', refusal, rawOf(records.records[index]));
    } else if (transformed === undefined) {
      into.skipped.push({ index, line: lineOf({ records, index }, {}) });
    } else if (isRecord(transformed) && Refused.is(transformed)) {
      reject(index, 'transform', refusalOf(transformed.error));
    } else if (!isRecord(transformed)) {
      reject(index, 'transform', NOT_OBJECT);
    } else addRow(index, transformed);
  };
}

function rawOf(record: unknown): string | undefined {
  const raw = record instanceof Unreadable ? record.raw : undefined;
  return typeof raw === 'string' ? raw : undefined;
}

function tooLarge(bytes: number, bytesMax: number): Refusal {
  return {
    code: 'ROW_TOO_LARGE',
    message: `the row has ${bytes} bytes; a file with its header may have at most ${bytesMax}`,
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Rejection) {
    const { code, message, column } = error;
    return column === undefined ? { code, message } : { code, message, column };
  }
  return { code: 'TRANSFORM_FAILED', message: textOf(error) };
}
