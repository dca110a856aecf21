import { Parser } from 'csv-parse';
import { type Dialect, lineEndsOf } from './dialect.ts';

/** The cells of one row, and where the row ends. */
export interface ParsedRow {
  readonly cells: readonly string[];
  /** The number of bytes that the parser was fed, up to the end of this row. */
  readonly endBytes: number;
}

/**
 * csv-parse, fed with blocks of UTF-8. Rows are collected in `push`: csv-parse's own stream of rows loses
 * those before an error, and reporting the bytes of each row there halves the speed.
 */
export class RowParser extends Parser {
  #rows: ParsedRow[] = [];
  /** How many bytes were parsed before the first call of {@link feed}. */
  #sampleBytes = 0;

  /** `columnCount`, if known, affects only the speed. */
  constructor(dialect: Dialect, columnCount: number | undefined) {
    const { lineEnd, ...marks } = dialect;
    super({
      ...marks,
      comment_no_infix: dialect.comment !== null,
      record_delimiter: lineEndsOf(lineEnd),
      relax_column_count: true,
      skip_empty_lines: true,
    });
    // `feed` and `finish` report errors.
    this.on('error', () => {});
    if (columnCount === undefined) return;
    // csv-parse creates an error, which is slow, for each row with a cell count other than that of its first.
    const cells = plainCharacter(dialect) + dialect.delimiter.repeat(columnCount - 1);
    const sample = Buffer.from(`${cells}${lineEnd ?? '\n'}`);
    this.#sampleBytes = sample.length;
    this.write(sample);
  }

  override push(cells: readonly string[] | null): boolean {
    const endBytes = this.info.bytes - this.#sampleBytes;
    if (cells !== null && endBytes > 0) this.#rows.push({ cells, endBytes });
    return true;
  }

  /** Resolves to the error in the row after those that were found, if there is one. */
  feed(bytes: Buffer): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.write(bytes, (error) => resolve(error ?? undefined));
    });
  }

  /** Like {@link feed}, when no more bytes follow. */
  finish(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.end((error?: Error | null) => resolve(error ?? undefined));
    });
  }

  /** The rows that were found since the last call. */
  takeRows(): readonly ParsedRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

/** A character that is not part of any mark. */
function plainCharacter({ delimiter, quote, escape: escaping, comment, lineEnd }: Dialect): string {
  const marks = [delimiter, quote, escaping, comment, lineEnd].join('');
  let code = 'a'.charCodeAt(0);
  while (marks.includes(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
