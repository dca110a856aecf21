import { GrowingBytes, UNIT_BYTES_MAX } from './growing-bytes.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const ASCII_END = 0x80;
const TWO_BYTES_END = 0x800;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xe000;
/** Of what `smallNumber` writes. */
const NUMBER_BYTES_MAX = 16;
/** A longer text is written by native code, which takes less time for each character and more for each call. */
const SHORT = 64;
/** A cell with one of these is quoted. Readers take a bare CR as the end of a line. */
const NEEDS_QUOTES = /[",\n\r]/;
const IS_MARK = Uint8Array.from({ length: ASCII_END }, (_, code) =>
  NEEDS_QUOTES.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Rows of CSV as bytes, written cell by cell: RFC 4180, comma, `"` doubled, LF after every row. */
export class CsvBytes extends GrowingBytes {
  /** Where the marked cell of the last row begins. */
  markStart = 0;
  /** Where it ends. */
  markEnd = 0;

  /** Writes a text of which no half of a surrogate pair is alone. */
  cell(text: string): void {
    if (this.short(text)) return;
    this.text(NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  }

  /** Writes a text if it is short and has no surrogates; returns whether it did. */
  short(text: string): boolean {
    return text.length <= SHORT && this.#short(text, false);
  }

  #short(text: string, isQuoted: boolean): boolean {
    this.reserve(UNIT_BYTES_MAX * text.length + 2);
    const { bytes } = this;
    let to = this.length;
    if (isQuoted) bytes[to++] = QUOTE;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < ASCII_END) {
        if (IS_MARK[code] === 1) {
          if (!isQuoted) return this.#short(text, true);
          if (code === QUOTE) bytes[to++] = QUOTE;
        }
        bytes[to++] = code;
      } else if (code < TWO_BYTES_END) {
        bytes[to++] = 0xc0 | (code >> 6);
        bytes[to++] = 0x80 | (code & 0x3f);
      } else if (code < SURROGATES_START || code >= SURROGATES_END) {
        bytes[to++] = 0xe0 | (code >> 12);
        bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[to++] = 0x80 | (code & 0x3f);
      } else return false;
    }
    if (isQuoted) bytes[to++] = QUOTE;
    this.length = to;
    return true;
  }

  /** Writes a number if it is small and has at most two decimals; returns whether it did. */
  smallNumber(value: number): boolean {
    if ((value | 0) === value) {
      this.#integer(value);
      return true;
    }
    const hundredths = Math.round(value * 100);
    // No shorter decimal is read as the same double.
    if (hundredths / 100 !== value || (hundredths | 0) !== hundredths) return false;
    this.#hundredths(hundredths);
    return true;
  }

  #integer(value: number): void {
    this.reserve(NUMBER_BYTES_MAX);
    const { bytes } = this;
    if (value < 0) bytes[this.length++] = MINUS;
    let rest = Math.abs(value);
    let digits = 1;
    for (let power = 10; power <= rest; power *= 10) digits++;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const next = (rest / 10) | 0;
      bytes[at] = ZERO + rest - 10 * next;
      rest = next;
    }
    this.length += digits;
  }

  /** Writes a number that is not whole. */
  #hundredths(hundredths: number): void {
    this.reserve(NUMBER_BYTES_MAX);
    if (hundredths < 0) this.#byte(MINUS);
    const size = Math.abs(hundredths);
    this.#integer((size / 100) | 0);
    this.#byte(POINT);
    this.#byte(ZERO + (((size / 10) | 0) % 10));
    if (size % 10 !== 0) this.#byte(ZERO + (size % 10));
  }

  /** A row of one empty cell would be a blank line, which readers skip. */
  emptyQuotes(): void {
    this.#byte(QUOTE);
    this.#byte(QUOTE);
  }

  comma(): void {
    this.#byte(COMMA);
  }

  endRow(): void {
    this.#byte(LF);
  }

  /** Marks the cell that was written last. */
  mark(start: number): void {
    this.markStart = start;
    this.markEnd = this.length;
  }

  #byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }
}
