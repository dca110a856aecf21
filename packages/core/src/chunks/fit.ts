import type { Room } from './chunk-limits.ts';
import type { CsvWriter } from './csv-writer.ts';
import type { EncodedBatch, EncodedRow } from './encoded.ts';
import { allRows, someRows } from './fitting-rows.ts';
import type { LocalVerdict } from './local-verdict.ts';

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

/** Takes from a batch what fits: rows, and the local verdicts before the next row. */
export function takeFitting(from: Rest, room: Room, csv: CsvWriter): Part {
  const { batch } = from;
  const left = from.row === 0 ? batch.rows : batch.rows.slice(from.row);
  const taken = allRows(left, room, csv) ?? someRows(left, room, csv);
  const row = from.row + taken.count;
  const next = batch.rows[row];
  const to = next?.position ?? batch.to;
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
    ...(next !== undefined && { rest: { batch, row, rejected, skipped } }),
  };
}

export function byPosition(a: { position: number }, b: { position: number }): number {
  return a.position - b.position;
}

function endBefore(to: number, verdicts: readonly LocalVerdict[], first: number): number {
  let end = first;
  while (end < verdicts.length && (verdicts[end] as LocalVerdict).position < to) end++;
  return end;
}
