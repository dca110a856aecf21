import { CellReader, type CellReaderOptions } from './cell-reader.ts';
import { Marks } from './marks.ts';

/** A whole row. */
export interface ScannedRow {
  readonly kind: 'row';
  /** `null`: the cell is not quoted, and is one of the texts that stand for null. */
  readonly cells: readonly (string | null)[];
  /** The indexes of the cells that are quoted. */
  readonly quoted: readonly number[];
  /** The index after its line end, if it has one. */
  readonly end: number;
  readonly hasLineEnd: boolean;
  /** Whether all bytes that escapes give by their numbers are text. */
  readonly isText: boolean;
}

/** A row with a quote in a cell that is not quoted, or with text after the closing quote that ends at `at`. */
export interface BrokenRow {
  readonly kind: 'broken';
  readonly where: 'in a cell' | 'after a quote';
  readonly at: number;
}

/** A row of which more bytes are needed. */
export interface OpenRow {
  readonly kind: 'open';
  /** Whether a quote is not closed. */
  readonly isQuoted: boolean;
}

const OPEN: OpenRow = { kind: 'open', isQuoted: false };
const OPEN_QUOTE: OpenRow = { kind: 'open', isQuoted: true };
const NONE: readonly number[] = [];
const NOT_QUOTED = -1;
const UNDECIDED = -2;
const EQUALS = 0x3d;

/** Finds the cells of rows in UTF-8. Knows no blank lines and no comments. */
export class RowScanner {
  readonly #marks: Marks;
  readonly #cells: CellReader;
  readonly #hasBackslashes: boolean;
  /** Whether two quotes in a quoted cell are one. */
  readonly #isDoubled: boolean;
  readonly #isExcel: boolean;
  #bytes: Buffer = Buffer.alloc(0);
  /** Whether the cell that was passed last has an escape. */
  #hasEscape = false;

  constructor(options: CellReaderOptions) {
    const { quote, escape: escaping, backslashes, excelText } = options.dialect;
    this.#marks = new Marks(options.dialect);
    this.#cells = new CellReader(options);
    this.#hasBackslashes = backslashes !== null;
    this.#isDoubled = escaping === quote || backslashes === 'mysql';
    this.#isExcel = excelText && quote === '"';
  }

  /** Sets the bytes that the indexes are of. */
  use(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#cells.use(bytes);
  }

  /** The row that begins at `from`, of which the bytes up to `to` are there. No others follow if `isLast`. */
  scan(from: number, to: number, isLast: boolean): ScannedRow | BrokenRow | OpenRow {
    const marks = this.#marks;
    const bytes = this.#bytes;
    const reader = this.#cells;
    // Before this index, the bytes tell what begins there.
    const stop = isLast ? to : to - marks.lookAhead + 1;
    const cells: (string | null)[] = [];
    let quoted: number[] | undefined;
    reader.isText = true;
    let at = from;
    for (;;) {
      const opened = this.#afterOpening(at, stop, isLast);
      if (opened === UNDECIDED) return OPEN;
      if (opened === NOT_QUOTED) {
        const end = Math.min(to, this.#endOfPlain(at, stop));
        if (end >= stop && !isLast) return OPEN;
        if (end < stop && marks.isQuote(bytes, end))
          return { kind: 'broken', where: 'in a cell', at: end };
        cells.push(reader.plain(at, end, this.#hasEscape));
        at = end;
      } else {
        const closing = this.#closing(opened, stop);
        if (closing >= stop) return OPEN_QUOTE;
        const after = closing + marks.quoteBytes;
        if (quoted === undefined) quoted = [];
        quoted.push(cells.length);
        const isFormula = this.#isExcel && bytes[opened - 2] === EQUALS && opened - 2 >= at;
        cells.push(reader.quoted(opened, closing, this.#hasEscape, isFormula));
        at = marks.afterBlanks(bytes, after, stop);
        if (at >= stop && !isLast) return OPEN;
        if (at < to && marks.delimiterAt(bytes, at) + marks.lineEndAt(bytes, at) === 0) {
          return { kind: 'broken', where: 'after a quote', at: after };
        }
      }
      const delimiter = at < to ? marks.delimiterAt(bytes, at) : 0;
      if (delimiter === 0) return this.#row(cells, quoted, at, to);
      at += delimiter;
    }
  }

  #row(
    cells: ScannedRow['cells'],
    quoted: readonly number[] = NONE,
    at: number,
    to: number,
  ): ScannedRow {
    const end = at + (at < to ? this.#marks.lineEndAt(this.#bytes, at) : 0);
    return { kind: 'row', cells, quoted, end, hasLineEnd: end > at, isText: this.#cells.isText };
  }

  /** The index after the quote that opens the cell at `from`. */
  #afterOpening(from: number, stop: number, isLast: boolean): number {
    const bytes = this.#bytes;
    const marks = this.#marks;
    let at = marks.afterBlanks(bytes, from, stop);
    if (at >= stop) return isLast ? NOT_QUOTED : UNDECIDED;
    if (this.#isExcel && bytes[at] === EQUALS && marks.isQuote(bytes, at + 1)) at += 1;
    return marks.isQuote(bytes, at) ? at + marks.quoteBytes : NOT_QUOTED;
  }

  /** The index of the quote that closes the cell whose text begins at `from`; `stop` or more if there is none. */
  #closing(from: number, stop: number): number {
    const bytes = this.#bytes;
    const marks = this.#marks;
    const { inside } = marks;
    this.#hasEscape = false;
    let at = from;
    for (;;) {
      while (at < stop && inside[bytes[at] as number] === 0) at += 1;
      if (at >= stop) return at;
      if (marks.isEscape(bytes, at)) {
        this.#hasEscape = true;
        at += marks.escapeBytes + 1;
      } else if (!marks.isQuote(bytes, at)) {
        at += 1;
      } else if (this.#isDoubled && marks.isQuote(bytes, at + marks.quoteBytes)) {
        this.#hasEscape = true;
        at += 2 * marks.quoteBytes;
      } else return at;
    }
  }

  /** The index of the mark after the unquoted cell at `from`; `stop` or more if there is none. */
  #endOfPlain(from: number, stop: number): number {
    const bytes = this.#bytes;
    const marks = this.#marks;
    const { outside } = marks;
    this.#hasEscape = false;
    let at = from;
    for (;;) {
      while (at < stop && outside[bytes[at] as number] === 0) at += 1;
      if (at >= stop) return at;
      if (this.#hasBackslashes && marks.isEscape(bytes, at)) {
        this.#hasEscape = true;
        at += marks.escapeBytes + 1;
      } else if (
        marks.isQuote(bytes, at) ||
        marks.delimiterAt(bytes, at) > 0 ||
        marks.lineEndAt(bytes, at) > 0
      ) {
        return at;
      } else at += 1;
    }
  }
}
