import { textOf } from '../contract/errors.ts';
import { Rejection } from '../contract/rejection.ts';
import { isRecord } from '../contract/source.ts';
import type { Refusal } from '../contract/verdict.ts';
import { Refused, type Transformed } from '../hooks.ts';
import type { Encoder } from '../values/encoder.ts';
import type { EncodedBatch } from './encoded.ts';
import { rejection } from './local-verdict.ts';
import { NOT_OBJECT } from './record-json.ts';
import { closed, placePrefix, type RecordPrefix } from './record-line.ts';

/** Adds the outcome of the record at `position`. */
export type AddOutcome = (position: number, read: RecordPrefix, transformed: Transformed) => void;

/** Adds outcomes to the rows, the rejections or the skipped records of a batch. */
export function outcomeAdder(into: EncodedBatch, encoder: Encoder): AddOutcome {
  return (position, { at, prefix, refusal }, transformed) => {
    if (refusal !== undefined) {
      into.rejected.push(rejection(position, prefix, 'source', refusal));
    } else if (transformed === undefined) {
      into.skipped.push({ position, prefix, line: closed(prefix) });
    } else if (isRecord(transformed) && Refused.is(transformed)) {
      into.rejected.push(rejection(position, prefix, 'transform', refusalOf(transformed.error)));
    } else if (!isRecord(transformed)) {
      into.rejected.push(rejection(position, prefix, 'transform', NOT_OBJECT));
    } else {
      const cells = encoder.row(transformed);
      if (Array.isArray(cells)) into.rows.push({ position, at, cells, prefix });
      else {
        // JSON leaves it out: a retry would take the record for one without this field.
        const written = cells.isLeftOut ? placePrefix(prefix) : prefix;
        into.rejected.push(rejection(position, written, 'validation', cells));
      }
    }
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Rejection) {
    const { code, message, column } = error;
    return column === undefined ? { code, message } : { code, message, column };
  }
  return { code: 'TRANSFORM_FAILED', message: textOf(error) };
}
