import { type CsvRows, csvRows } from '../chunks/csv-rows.ts';
import type { Definition } from '../contract/definition.ts';
import { type Matcher, matcher } from './matcher.ts';
import { type RowNumbering, rowNamer } from './row-numberings.ts';

/** A chunk, opened to compare the errors of its job with it. */
export interface ChunkEvidence {
  readonly rows: CsvRows;
  readonly match: Matcher;
  /** The row that a row number names under a numbering. */
  name(number: number, numbering: RowNumbering): number | undefined;
}

/** Opens a chunk from its file, which has exactly the bytes that were uploaded. */
export function chunkEvidence(file: Uint8Array, definition: Definition | undefined): ChunkEvidence {
  const rows = csvRows(file);
  return { rows, match: matcher(rows, definition), name: rowNamer(rows) };
}
