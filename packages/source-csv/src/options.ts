import type { Encoding } from './encoding.ts';

/** What `csv` reads, and in which dialect. */
export interface CsvOptions {
  /**
   * One or several files, globs, or `-` for standard input, read in this order. A glob's files are
   * read in the order of their code units. A file named twice is read once, at its first place.
   * gzip is recognized by content.
   */
  readonly path: string | readonly string[];
  /**
   * The folder that relative paths and globs start from. Default: the working directory; in a
   * migration file, the folder of that file. A relative `base` starts from the same folder.
   */
  readonly base?: string | undefined;
  /** What separates the cells of a record. Default: a comma. */
  readonly delimiter?: string | undefined;
  /** The character around a quoted cell; `null`: no cell is quoted. Default: `"`. */
  readonly quote?: string | null | undefined;
  /** In a quoted cell, the character that makes the next character text. Default: the quote. */
  readonly escape?: string | undefined;
  /** A line that begins with this is not a record. Default: no line is a comment. */
  readonly comment?: string | undefined;
  /** What ends a record, such as `\r`. Default: LF or CRLF. */
  readonly lineEnd?: string | undefined;
  /**
   * Whether the first record of each file names its columns. Default: `true`, or `false` if `names`
   * are given. With `true` and `names`, the names replace those of the header.
   */
  readonly header?: boolean | undefined;
  /** The names of the columns, in order. */
  readonly names?: readonly string[] | undefined;
  /** The encoding of files without a byte order mark. Default: `utf-8`. */
  readonly encoding?: Encoding | undefined;
  /** Unquoted cells that equal one of these are null. Default: none. */
  readonly nulls?: string | readonly string[] | undefined;
  /**
   * The columns whose cells are JSON: the record then has the value, an object for instance, and null for an empty
   * cell. Default: none.
   */
  readonly json?: string | readonly string[] | undefined;
  /** A longer record is rejected; in bytes of UTF-8, without the line end. Default: 1 MiB. */
  readonly maxRecordBytes?: number | undefined;
}
