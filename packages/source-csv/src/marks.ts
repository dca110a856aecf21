import { type Dialect, lineEndsOf } from './dialect.ts';

const SPACE = 0x20;
const TAB = 0x09;

/** Recognizes the marks of a dialect in UTF-8. */
export class Marks {
  /** How many bytes from an index on tell which mark begins there, if one does. */
  readonly lookAhead: number;
  readonly quoteBytes: number;
  readonly escapeBytes: number;
  /** For each byte, whether it is the first one of a mark, outside of quotes and inside. */
  readonly outside: Uint8Array;
  readonly inside: Uint8Array;
  readonly #delimiter: Buffer;
  readonly #quote: Buffer;
  readonly #escape: Buffer;
  readonly #lineEnds: readonly Buffer[];
  readonly #hasBlanks: boolean;

  constructor(dialect: Dialect) {
    const { delimiter, quote, backslashes, comment, lineEnd } = dialect;
    this.#delimiter = Buffer.from(delimiter);
    this.#quote = Buffer.from(quote ?? '');
    // If the quote escapes itself, it is found as a quote.
    this.#escape = Buffer.from(dialect.escape === quote ? '' : dialect.escape);
    this.#lineEnds = lineEndsOf(lineEnd).map((end) => Buffer.from(end));
    this.#hasBlanks = dialect.blanksAroundQuotes;
    this.quoteBytes = this.#quote.length;
    this.escapeBytes = this.#escape.length;
    const marks = [this.#delimiter, this.#quote, ...this.#lineEnds];
    this.outside = firstBytesOf(backslashes === null ? marks : [...marks, this.#escape]);
    this.inside = firstBytesOf([this.#quote, this.#escape]);
    const all = [...marks, this.#escape, Buffer.from(comment ?? '')];
    // Two quotes, or a quote and the mark behind it.
    this.lookAhead = 2 * Math.max(...all.map(({ length }) => length));
  }

  isQuote(bytes: Buffer, at: number): boolean {
    return this.quoteBytes > 0 && isAt(bytes, at, this.#quote);
  }

  isEscape(bytes: Buffer, at: number): boolean {
    return this.escapeBytes > 0 && isAt(bytes, at, this.#escape);
  }

  /** The length of the delimiter at `at`; 0 if there is none. */
  delimiterAt(bytes: Buffer, at: number): number {
    return isAt(bytes, at, this.#delimiter) ? this.#delimiter.length : 0;
  }

  lineEndAt(bytes: Buffer, at: number): number {
    for (const end of this.#lineEnds) if (isAt(bytes, at, end)) return end.length;
    return 0;
  }

  /** The index after the blanks at `at` that may be around quotes, at most `stop`. */
  afterBlanks(bytes: Buffer, at: number, stop: number): number {
    if (!this.#hasBlanks) return at;
    let end = at;
    while (end < stop && this.#isBlank(bytes, end)) end += 1;
    return end;
  }

  #isBlank(bytes: Buffer, at: number): boolean {
    if (bytes[at] !== SPACE && bytes[at] !== TAB) return false;
    return this.delimiterAt(bytes, at) === 0 && this.lineEndAt(bytes, at) === 0;
  }
}

function firstBytesOf(marks: readonly Buffer[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [first] of marks) if (first !== undefined) table[first] = 1;
  return table;
}

function isAt(bytes: Buffer, at: number, mark: Buffer): boolean {
  for (let index = 0; index < mark.length; index++) {
    if (bytes[at + index] !== mark[index]) return false;
  }
  return true;
}
