/** How the cells and records of a table are separated, quoted and escaped. */
export interface Dialect {
  readonly delimiter: string;
  /** `null`: no cell is quoted. */
  readonly quote: string | null;
  /** Inside a quoted cell, the character after it is text. */
  readonly escape: string;
  /** Whose backslash escapes all cells have; then `escape` is a backslash. */
  readonly backslashes: Backslashes | null;
  /** `null`: no line is a comment. */
  readonly comment: string | null;
  /** `undefined`: LF or CRLF. */
  readonly lineEnd: string | undefined;
  /** Whether there may be blanks around the quotes of a cell. */
  readonly blanksAroundQuotes: boolean;
  /** Whether cells such as `="0023"` are the text in them. */
  readonly excelText: boolean;
}

/** PostgreSQL's COPY in text format, or MySQL's SELECT … INTO OUTFILE. */
export type Backslashes = 'postgres' | 'mysql';

/** The strings that may end a record. */
export function lineEndsOf(lineEnd: string | undefined): string[] {
  return lineEnd === undefined ? ['\r\n', '\n'] : [lineEnd];
}

/** Two marks that cannot be distinguished, if there are any. */
export function findClash(dialect: Dialect): [string, string] | undefined {
  const { delimiter, quote, comment, lineEnd } = dialect;
  const marks: [string, string | null][] = [
    ['delimiter', delimiter],
    ['quote', quote],
    ['escape', dialect.escape === quote ? null : dialect.escape],
    ['comment', comment],
    ['excelText', dialect.excelText ? '=' : null],
    ...(lineEnd === undefined ? ['\n', '\r'] : [lineEnd]).map((end): [string, string] => [
      'lineEnd',
      end,
    ]),
  ];
  const given = marks.filter((mark): mark is [string, string] => mark[1] !== null);
  for (const [index, [name, mark]] of given.entries()) {
    for (const [other, text] of given.slice(index + 1)) {
      const isAlike = mark.startsWith(text) || text.startsWith(mark);
      if (isAlike && name !== other) return [name, other];
    }
  }
  return undefined;
}
