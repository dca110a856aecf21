import { at } from '../contract/assert.ts';
import type { Room } from './chunk-limits.ts';
import type { CsvWriter } from './csv-writer.ts';
import type { EncodedBatch, EncodedRow } from './encoded.ts';
import { type LocalVerdict, rejection } from './local-verdict.ts';

/** What is left of a batch: the indexes of its first row, rejection and skipped record not yet taken. */
export interface Rest {
  readonly batch: EncodedBatch;
  readonly row: number;
  readonly rejected: number;
  readonly skipped: number;
}

/** The part of a batch that goes into one segment. */
export interface Part {
  readonly rows: readonly EncodedRow[];
  /** The rows as CSV. */
  readonly text: string;
  readonly rejected: readonly LocalVerdict[];
  readonly skipped: readonly LocalVerdict[];
  /** One more than the last position. */
  readonly to: number;
  /** What goes into the next segment; absent if nothing is left. */
  readonly rest?: Rest;
}

/**
 * Takes from a batch what fits: rows, and the local verdicts before the next row. With the last row that a segment may
 * have it ends, wherever batches end.
 */
export function takeFitting(from: Rest, room: Room, csv: CsvWriter): Part {
  const { batch } = from;
  const left = from.row === 0 ? batch.rows : batch.rows.slice(from.row);
  const taken = allRows(left, room, csv) ?? someRows(left, room, csv);
  const row = from.row + taken.count;
  const last = taken.rows.length < room.rows ? undefined : taken.rows.at(-1);
  const to = last === undefined ? (batch.rows[row]?.position ?? batch.to) : last.position + 1;
  const rejected = endBefore(to, batch.rejected, from.rejected);
  const skipped = endBefore(to, batch.skipped, from.skipped);
  const refused = batch.rejected.slice(from.rejected, rejected);
  return {
    rows: taken.rows,
    text: taken.text,
    rejected:
      taken.tooLarge.length === 0 ? refused : [...refused, ...taken.tooLarge].sort(byPosition),
    skipped: batch.skipped.slice(from.skipped, skipped),
    to,
    ...(to < batch.to && { rest: { batch, row, rejected, skipped } }),
  };
}

export function byPosition(a: { position: number }, b: { position: number }): number {
  return a.position - b.position;
}

interface Taken {
  /** How many rows were handled: those that fit, and those that are too large for any file. */
  readonly count: number;
  readonly rows: readonly EncodedRow[];
  readonly text: string;
  readonly tooLarge: readonly LocalVerdict[];
}

/** The fast path of nearly every batch: takes all its rows in one call. */
function allRows(rows: readonly EncodedRow[], room: Room, csv: CsvWriter): Taken | undefined {
  if (rows.length > room.rows) return undefined;
  const text = rows.length === 0 ? '' : csv(rows.map(({ cells }) => cells));
  if (Buffer.byteLength(text) > room.bytes) return undefined;
  return { count: rows.length, rows, text, tooLarge: [] };
}

function someRows(rows: readonly EncodedRow[], room: Room, csv: CsvWriter): Taken {
  const taken: EncodedRow[] = [];
  const texts: string[] = [];
  const tooLarge: LocalVerdict[] = [];
  let { hasRows, bytes: bytesLeft } = room;
  let count = 0;
  for (const row of rows) {
    if (hasRows && taken.length >= room.rows) break;
    const text = csv([row.cells]);
    const bytes = Buffer.byteLength(text);
    if (room.headerBytes + bytes > room.oneRowBytesMax) {
      tooLarge.push(rejectTooLarge(row, bytes, room.oneRowBytesMax));
    } else {
      if (hasRows && bytes > bytesLeft) break;
      taken.push(row);
      texts.push(text);
      bytesLeft -= bytes;
      hasRows = true;
    }
    count++;
  }
  return { count, rows: taken, text: texts.join(''), tooLarge };
}

function endBefore(to: number, verdicts: readonly LocalVerdict[], first: number): number {
  let end = first;
  while (end < verdicts.length && at(verdicts, end, 'verdict').position < to) end++;
  return end;
}

function rejectTooLarge(row: EncodedRow, bytes: number, maxBytes: number): LocalVerdict {
  return rejection(row.position, row.prefix, 'validation', {
    code: 'ROW_TOO_LARGE',
    message: `the row has ${bytes} bytes; a file with its header may have at most ${maxBytes}`,
  });
}
