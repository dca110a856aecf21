import { Parser } from 'csv-parse';
import { type Dialect, lineEndsOf } from './dialect.ts';

/** The cells of one row, and where it ended. */
export interface ParsedRow {
  readonly cells: readonly string[];
  /** Of the bytes that the parser was given, how many lie before the end of this row. */
  readonly endBytes: number;
}

/**
 * csv-parse, fed with blocks of UTF-8. Its rows are taken where it pushes them: its own stream of
 * rows loses those before an error, and telling the bytes of each there costs half of the speed.
 */
export class RowParser extends Parser {
  #rows: ParsedRow[] = [];
  /** How many bytes were read before the first that {@link feed} gave. */
  #modelBytes = 0;

  /** `columnCount`, where it is known, changes nothing but the speed. */
  constructor(dialect: Dialect, columnCount: number | undefined) {
    const { lineEnd, ...marks } = dialect;
    super({
      ...marks,
      comment_no_infix: dialect.comment !== null,
      record_delimiter: lineEndsOf(lineEnd),
      relax_column_count: true,
      skip_empty_lines: true,
    });
    // Whoever feeds learns of an error from the answer.
    this.on('error', () => {});
    if (columnCount === undefined) return;
    // csv-parse makes an error, which is slow, of each row that is not as wide as its first.
    const cells = plainCharacter(dialect) + dialect.delimiter.repeat(columnCount - 1);
    const model = Buffer.from(`${cells}${lineEnd ?? '\n'}`);
    this.#modelBytes = model.length;
    this.write(model);
  }

  override push(cells: readonly string[] | null): boolean {
    const endBytes = this.info.bytes - this.#modelBytes;
    if (cells !== null && endBytes > 0) this.#rows.push({ cells, endBytes });
    return true;
  }

  /** Resolves to what is wrong with the row behind those that were found, if anything is. */
  feed(bytes: Buffer): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.write(bytes, (error) => resolve(error ?? undefined));
    });
  }

  /** As {@link feed}, where no more bytes follow. */
  finish(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.end((error?: Error | null) => resolve(error ?? undefined));
    });
  }

  /** The rows that were found since they were taken last. */
  takeRows(): readonly ParsedRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }
}

/** A character that stands in no mark. */
function plainCharacter({ delimiter, quote, escape: escaping, comment, lineEnd }: Dialect): string {
  const marks = [delimiter, quote, escaping, comment, lineEnd].join('');
  let code = 'a'.charCodeAt(0);
  while (marks.includes(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
