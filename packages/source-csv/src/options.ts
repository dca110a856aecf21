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
  /**
   * What separates the cells of a record. Default: what a first line such as `sep=;` names, or else a comma; with
   * `escape: 'postgres'` or `'mysql'`, a tab. A `sep=` line that contradicts the option ends the read.
   */
  readonly delimiter?: string | undefined;
  /**
   * The character around a quoted cell; `null`: no cell is quoted. Default: `"`; with `escape: 'postgres'` or
   * `'mysql'`, `null`.
   */
  readonly quote?: string | null | undefined;
  /**
   * In a quoted cell, the character that makes the next character text. Or, for all cells, the backslash escapes of
   * another program: `postgres` for COPY in text format, `mysql` for SELECT … INTO OUTFILE. Default: the quote.
   */
  readonly escape?: string | undefined;
  /** Whether blanks around the quotes of a cell are left out, instead of an error. Default: `false`. */
  readonly blanksAroundQuotes?: boolean | undefined;
  /**
   * Whether cells by which spreadsheets keep digits are their text: `="0023"`, also without quotes around it, and
   * `=0023`. Default: `false`.
   */
  readonly excelText?: boolean | undefined;
  /** A line that begins with this is not a record. Default: no line is a comment. */
  readonly comment?: string | undefined;
  /** What ends a record, such as `\r`. Default: LF or CRLF. */
  readonly lineEnd?: string | undefined;
  /** How many lines at the start of each file are not read, whatever they contain. Default: 0. */
  readonly skipLines?: number | undefined;
  /**
   * Whether the first record of each file names its columns; `{ line: 4 }`: the one at line 4, even if it
   * begins like a comment, and nothing before it is read. Default: `true`, or `false` if `names` are given. With `true` and `names`, the names replace those
   * of the header.
   */
  readonly header?: boolean | { readonly line: number } | undefined;
  /** The names of the columns, in order. */
  readonly names?: readonly string[] | undefined;
  /**
   * How many cells a record has. `exact`: as many as there are columns. `trim`: empty cells at its end may be too
   * many. `pad`: they may also be missing, and are then empty. Default: `exact`.
   */
  readonly cells?: 'exact' | 'trim' | 'pad' | undefined;
  /**
   * Whether records of which no cell has anything but blanks are skipped. Default: `false`; those of delimiters and
   * blanks only, such as `,,`, are then rejected.
   */
  readonly skipBlankRecords?: boolean | undefined;
  /**
   * The encoding of files without a byte order mark: a name of the WHATWG's Encoding Standard, such as
   * `windows-1252`, or another common one, such as `cp1252`. Default: `utf-8`.
   */
  readonly encoding?: string | undefined;
  /**
   * Unquoted cells that equal one of these are null. Default: none; with `escape: 'postgres'` or `'mysql'`, `\N`.
   */
  readonly nulls?: string | readonly string[] | undefined;
  /**
   * The columns whose cells are JSON: the record then has the value, an object for instance, and null for an empty
   * cell. Default: none.
   */
  readonly json?: string | readonly string[] | undefined;
  /** A longer record is rejected; in bytes of UTF-8, without the line end. Default: 1 MiB. */
  readonly maxRecordBytes?: number | undefined;
}
