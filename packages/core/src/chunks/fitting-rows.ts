import type { Room } from './chunk-limits.ts';
import type { CsvWriter } from './csv-writer.ts';
import type { EncodedRow } from './encoded.ts';
import { type LocalVerdict, rejection } from './local-verdict.ts';

/** Rows that fit into a chunk. */
interface Taken {
  /** How many rows were handled: those that fit, and those that are too large for any file. */
  readonly count: number;
  readonly rows: readonly EncodedRow[];
  readonly text: string;
  readonly tooLarge: readonly LocalVerdict[];
}

/** The fast path of nearly every batch: takes all its rows in one call. */
export function allRows(
  rows: readonly EncodedRow[],
  room: Room,
  csv: CsvWriter,
): Taken | undefined {
  if (rows.length > room.rows) return undefined;
  const text = rows.length === 0 ? '' : csv(rows.map(({ cells }) => cells));
  if (Buffer.byteLength(text) > room.bytes) return undefined;
  return { count: rows.length, rows, text, tooLarge: [] };
}

/** Takes row by row until one does not fit. A row that is too large for any file is rejected. */
export function someRows(rows: readonly EncodedRow[], room: Room, csv: CsvWriter): Taken {
  const taken: EncodedRow[] = [];
  const texts: string[] = [];
  const tooLarge: LocalVerdict[] = [];
  let { hasRows, bytes: bytesLeft } = room;
  let count = 0;
  for (const row of rows) {
    const text = csv([row.cells]);
    const bytes = Buffer.byteLength(text);
    if (room.headerBytes + bytes > room.oneRowBytesMax) {
      tooLarge.push(rejectTooLarge(row, bytes, room.oneRowBytesMax));
    } else {
      const isFull = bytes > bytesLeft || taken.length >= room.rows;
      if (hasRows && isFull) break;
      taken.push(row);
      texts.push(text);
      bytesLeft -= bytes;
      hasRows = true;
    }
    count++;
  }
  return { count, rows: taken, text: texts.join(''), tooLarge };
}

function rejectTooLarge(row: EncodedRow, bytes: number, maxBytes: number): LocalVerdict {
  return rejection(row.position, row.prefix, 'validation', {
    code: 'ROW_TOO_LARGE',
    message: `the row has ${bytes} bytes; a file with its header may have at most ${maxBytes}`,
  });
}
