import type { Unreadable } from '@rowferry/core';
import type { Place } from '@rowferry/files';

/** One row, or the reason why it cannot be read. */
export interface Row {
  readonly cells: readonly (string | null)[] | Unreadable;
  /** The indexes of the cells that are quoted. */
  readonly quoted: readonly number[];
  /** The 1-based number of its first line. */
  readonly lineNumber: number;
  /** Its text in UTF-8, without its line end, is between `from` and `to`. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly hasLineEnd: boolean;
}

/** Some consecutive rows of one file. */
export interface Span {
  readonly rows: readonly Row[];
  /** The place after the last row. */
  readonly end: Place;
}
