import type { CellReaderOptions } from './cell-reader.ts';
import type { Encoding } from './encoding.ts';
import type { FileBytes } from './file-bytes.ts';
import type { CellsRule } from './records.ts';

/** How a table is split into rows. */
export interface SplitterOptions extends CellReaderOptions {
  readonly fileName: string;
  /** The limit for a record, in UTF-8 and without its line end. */
  readonly maxRecordBytes: number;
  readonly spanRowsMax: number;
  /** The encoding of the file. The blocks are UTF-8. */
  readonly encoding: Encoding;
  readonly fileBytes: FileBytes;
  /** How many lines before the first row are skipped. */
  readonly skipLines: number;
  /** Whether the first row is a header, in which no cell is null. */
  readonly hasHeader: boolean;
  /** The number of the line that is the header, even if it begins like a comment; absent if it may be any. */
  readonly headerLine?: number | undefined;
  /** The number of columns, if it is known before the first row. */
  readonly columnCount?: number | undefined;
  readonly cells: CellsRule;
  /** Whether rows of which no cell has a text are skipped. */
  readonly skipBlankRecords: boolean;
}
