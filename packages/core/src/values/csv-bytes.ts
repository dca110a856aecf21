import { GrowingBytes } from './growing-bytes.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const ASCII_END = 0x80;
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

  /** Writes a short text that needs no quotes; returns whether it was one. */
  plain(text: string): boolean {
    const { length } = text;
    if (length > SHORT) return false;
    this.reserve(length);
    const { bytes, length: from } = this;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code >= ASCII_END || IS_MARK[code] === 1) return false;
      bytes[from + index] = code;
    }
    this.length = from + length;
    return true;
  }

  cell(text: string): void {
    if (this.plain(text)) return;
    this.text(NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
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
