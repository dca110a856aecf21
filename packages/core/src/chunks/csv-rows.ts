import { assert, at } from '../contract/assert.ts';
import { QUOTE, splitRow } from './csv-cells.ts';

const LF = 0x0a;
const CR = 0x0d;

/** The rows of a file that a {@link CsvWriter} wrote. Each row is found in constant time. */
export interface CsvRows {
  readonly count: number;
  readonly header: readonly string[];
  /** The text of the header in the file, with its LF. */
  readonly headerText: string;
  /** The text of a row in the file, with its LF. */
  text(row: number): string;
  cells(row: number): string[];
  /** Whether a cell contains a line break, so that record numbers and line numbers differ. */
  readonly hasLineBreaks: boolean;
  /** The physical lines, counted from 1, on which a row begins and ends. */
  lines(row: number, endings: 'lf' | 'any'): { readonly first: number; readonly last: number };
}

/** Indexes a file that a {@link CsvWriter} wrote. The file is in memory; it is at most one chunk. */
export function csvRows(file: Uint8Array): CsvRows {
  const starts: number[] = [0];
  const lfs: number[] = [0];
  const crs: number[] = [0];
  let quoted = false;
  let lf = 0;
  let cr = 0;
  for (let offset = 0; offset < file.length; offset++) {
    const byte = file[offset];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === CR && file[offset + 1] !== LF) cr++;
    else if (byte === LF) {
      lf++;
      if (quoted) continue;
      starts.push(offset + 1);
      lfs.push(lf);
      crs.push(cr);
    }
  }
  return indexed(file, Float64Array.from(starts), Uint32Array.from(lfs), Uint32Array.from(crs));
}

function indexed(
  file: Uint8Array,
  starts: Float64Array,
  lfs: Uint32Array,
  crs: Uint32Array,
): CsvRows {
  const count = starts.length - 2;
  const text = Buffer.from(file.buffer, file.byteOffset, file.length);
  const slice = (line: number) =>
    text.subarray(at(starts, line, 'line'), at(starts, line + 1, 'line'));
  const breaksBefore = (line: number, endings: 'lf' | 'any') =>
    at(lfs, line, 'line') + (endings === 'any' ? at(crs, line, 'line') : 0);
  const header = splitRow(slice(0).toString());
  return {
    count,
    header,
    headerText: slice(0).toString(),
    text: (row) => slice(row + 1).toString(),
    cells(row) {
      const cells = splitRow(slice(row + 1).toString());
      assert(cells.length === header.length, `row ${row} has ${cells.length} cells`);
      return cells;
    },
    hasLineBreaks: breaksBefore(count + 1, 'any') !== count + 1,
    lines: (row, endings) => ({
      first: breaksBefore(row + 1, endings) + 1,
      last: breaksBefore(row + 2, endings),
    }),
  };
}
