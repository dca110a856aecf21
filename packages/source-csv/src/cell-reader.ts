import { isAscii, isUtf8 } from 'node:buffer';
import { withoutBackslashes } from './backslashes.ts';
import type { Dialect } from './dialect.ts';
import { excelText } from './excel-text.ts';

export interface CellReaderOptions {
  readonly dialect: Dialect;
  /** A cell that is not quoted and equals one of these, before escapes are resolved, is null. */
  readonly nulls: ReadonlySet<string>;
  /** Converts bytes from the encoding of the file; to bytes that are not UTF-8 if they are not valid. */
  readonly toUtf8: (bytes: Buffer) => Buffer;
}

/** Turns the bytes of a cell, without its quotes, into its value. */
export class CellReader {
  /** Becomes `false` if bytes that an escape gives by their numbers are not text. */
  isText = true;
  readonly #options: CellReaderOptions;
  /** The text of a quoted cell that has escapes, other than those of backslashes. */
  readonly #withoutEscapes: (text: string) => string;
  #bytes: Buffer = Buffer.alloc(0);
  #charset: 'latin1' | 'utf8' = 'utf8';

  constructor(options: CellReaderOptions) {
    const { quote, escape: escaping } = options.dialect;
    const code = escaping.charCodeAt(0).toString(16).padStart(4, '0');
    const sequence = new RegExp(`\\u${code}(.)`, 'gs');
    this.#options = options;
    this.#withoutEscapes =
      escaping === quote
        ? (text) => text.replaceAll(quote + quote, quote)
        : (text) => text.replace(sequence, '$1');
  }

  use(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#charset = isAscii(bytes) ? 'latin1' : 'utf8';
  }

  plain(from: number, to: number, hasEscape: boolean): string | null {
    const { nulls, dialect } = this.#options;
    const written = this.#textOf(from, to);
    if (nulls.size > 0 && nulls.has(written)) return null;
    const text = hasEscape ? this.#unescaped(from, to, null) : written;
    return dialect.excelText ? excelText(text) : text;
  }

  /** `isFormula`: the cell was written as `="…"`. */
  quoted(from: number, to: number, hasEscape: boolean, isFormula: boolean): string {
    const { backslashes, quote, excelText: isExcel } = this.#options.dialect;
    let text: string;
    if (!hasEscape) text = this.#textOf(from, to);
    else if (backslashes === null) text = this.#withoutEscapes(this.#textOf(from, to));
    else text = this.#unescaped(from, to, quote);
    return isExcel && !isFormula ? excelText(text) : text;
  }

  #textOf(from: number, to: number): string {
    return from === to ? '' : this.#bytes.toString(this.#charset, from, to);
  }

  #unescaped(from: number, to: number, doubled: string | null): string {
    const { dialect, toUtf8 } = this.#options;
    const backslashes = dialect.backslashes ?? 'postgres';
    const text = withoutBackslashes(this.#bytes.subarray(from, to), {
      backslashes,
      doubled,
      toUtf8,
    });
    if (!isUtf8(text)) this.isText = false;
    return text.toString();
  }
}
