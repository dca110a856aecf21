import { isUtf8 } from 'node:buffer';
import type { Unreadable } from '@rowferry/core';
import type { Place } from '@rowferry/files';
import { afterBrokenQuote } from './broken-quote.ts';
import type { Dialect } from './dialect.ts';
import { bytesInFile, type Encoding } from './encoding.ts';
import { Lines } from './lines.ts';
import { RowParser } from './row-parser.ts';
import { brokenQuotes, notText, TEXT_AFTER_QUOTE, textAfterQuote, tooLong } from './unreadable.ts';

/** How many bytes after the longest record the parser may need before it reports the record's end. */
const LOOK_AHEAD_BYTES = 64;

/** One row, or the reason why it cannot be read. */
export interface Row {
  readonly cells: readonly string[] | Unreadable;
  /** The 1-based number of its first line. */
  readonly lineNumber: number;
  /** Where it begins in the bytes of its span. */
  readonly from: number;
  readonly to: number;
}

/** Some consecutive rows of one file. */
export interface Span {
  /** In UTF-8. */
  readonly bytes: Buffer;
  readonly rows: readonly Row[];
  /** The place after the last row. */
  readonly end: Place;
}

export interface SplitterOptions {
  readonly dialect: Dialect;
  /** The limit for a record, in UTF-8 and without its line end. */
  readonly maxRecordBytes: number;
  readonly spanRowsMax: number;
  /** The number of columns, if it is known before the first row. */
  readonly columnCount?: number | undefined;
  /** The encoding of the file. The blocks are UTF-8. */
  readonly encoding: Encoding;
}

/** Splits a table into rows. Buffers at most one unfinished row, and only up to the allowed length. */
export async function* splitRows(
  blocks: AsyncIterable<Buffer>,
  start: Place,
  options: SplitterOptions,
): AsyncGenerator<Span> {
  const splitter = new RowSplitter(start, options);
  for await (const block of blocks) yield* splitter.add(block);
  yield* splitter.end();
}

class RowSplitter {
  readonly #options: SplitterOptions;
  readonly #lines: Lines;
  #parser: RowParser;
  #columnCount: number | undefined;
  /** The place where `#bytes` begin. */
  #place: Place;
  /** All bytes after the last row. */
  #bytes: Buffer = Buffer.alloc(0);
  /** How many of `#bytes` the parser has got. */
  #fedBytes = 0;
  /** How many bytes the parser got before `#bytes`. */
  #doneBytes = 0;
  /** Set while a line is skipped up to its end: one of a bad row, a blank line, or a comment. */
  #skipped: { readonly row: Row | undefined } | undefined;

  constructor(start: Place, options: SplitterOptions) {
    this.#place = start;
    this.#options = options;
    this.#lines = new Lines(options.dialect);
    this.#columnCount = options.columnCount;
    this.#parser = new RowParser(options.dialect, this.#columnCount);
  }

  async *add(block: Buffer): AsyncGenerator<Span> {
    this.#bytes = this.#bytes.length === 0 ? block : Buffer.concat([this.#bytes, block]);
    yield* this.#read();
  }

  async *end(): AsyncGenerator<Span> {
    for (;;) {
      if (this.#skipped !== undefined) {
        yield* this.#endSkipped(this.#skipped.row, this.#bytes.length);
        return;
      }
      const error = await this.#parser.finish();
      const problem = error && brokenQuotes(error, 'before the end of the file');
      const isRead = yield* this.#take(problem);
      if (isRead) return;
      yield* this.#read();
    }
  }

  async *#read(): AsyncGenerator<Span> {
    const limit = this.#options.maxRecordBytes + LOOK_AHEAD_BYTES;
    for (;;) {
      if (this.#skipped !== undefined) yield* this.#skipLine(this.#skipped.row);
      if (this.#skipped !== undefined || this.#fedBytes === this.#bytes.length) return;
      if (this.#fedBytes >= limit) {
        yield* this.#rejectLong();
        continue;
      }
      const piece = this.#bytes.subarray(this.#fedBytes, limit);
      const error = await this.#parser.feed(piece);
      this.#fedBytes += piece.length;
      yield* this.#take(error && brokenQuotes(error));
    }
  }

  /** Yields the rows that the parser found. Returns `false` if the row after them cannot be read. */
  *#take(problem?: Unreadable): Generator<Span, boolean> {
    const { maxRecordBytes, spanRowsMax } = this.#options;
    let rows: Row[] = [];
    let from = 0;
    let { line } = this.#place;
    let unreadable = problem;
    for (const { cells, endBytes } of this.#parser.takeRows()) {
      const to = endBytes - this.#doneBytes;
      const first = this.#lines.firstOfRow(this.#bytes, from);
      if (this.#lines.lengthWithoutEnd(this.#bytes, first, to) > maxRecordBytes) {
        unreadable = tooLong(maxRecordBytes);
        break;
      }
      this.#columnCount ??= cells.length;
      line += this.#lines.count(this.#bytes, from, first);
      rows.push({ cells, lineNumber: line + 1, from: first, to });
      line += this.#lines.count(this.#bytes, first, to);
      from = to;
      if (rows.length < spanRowsMax) continue;
      yield this.#span(rows, from);
      rows = [];
      from = 0;
    }
    if (rows.length > 0) yield this.#span(rows, from);
    if (unreadable !== undefined) yield* this.#reject(unreadable);
    return unreadable === undefined;
  }

  /** Rejects the row, which is longer than allowed, or skips blank lines and comments before it. */
  async *#rejectLong(): AsyncGenerator<Span> {
    if (this.#lines.firstOfRow(this.#bytes, 0) !== 0) {
      this.#restart({ row: undefined });
      return;
    }
    const { maxRecordBytes } = this.#options;
    const error = await this.#parser.finish();
    const searched = `within ${maxRecordBytes} bytes (maxRecordBytes)`;
    yield* this.#reject(error ? brokenQuotes(error, searched) : tooLong(maxRecordBytes));
  }

  /** Rejects a row and continues after its first line or, if text follows a quote, after the quote's line. */
  *#reject(problem: Unreadable): Generator<Span> {
    this.#advance(this.#lines.firstOfRow(this.#bytes, 0));
    const lineNumber = this.#place.line + 1;
    const cells = problem === TEXT_AFTER_QUOTE ? this.#skipBrokenQuote() : problem;
    const row = { cells, lineNumber, from: 0, to: 0 };
    this.#restart({ row });
    yield* this.#skipLine(row);
  }

  #skipBrokenQuote(): Unreadable {
    const { line } = this.#place;
    this.#advance(afterBrokenQuote(this.#bytes, this.#options.dialect));
    return textAfterQuote(this.#place.line - line);
  }

  #restart(skipped: { readonly row: Row | undefined }): void {
    this.#parser = new RowParser(this.#options.dialect, this.#columnCount);
    this.#fedBytes = 0;
    this.#doneBytes = 0;
    this.#skipped = skipped;
  }

  *#skipLine(row: Row | undefined): Generator<Span> {
    const lineEnd = this.#lines.afterEnd(this.#bytes, 0);
    if (lineEnd !== -1) yield* this.#endSkipped(row, lineEnd);
    else this.#advance(Math.max(0, this.#bytes.length - this.#lines.partialEndBytesMax));
  }

  *#endSkipped(row: Row | undefined, to: number): Generator<Span> {
    this.#advance(to);
    this.#doneBytes = 0;
    this.#skipped = undefined;
    if (row !== undefined) yield { bytes: Buffer.alloc(0), rows: [row], end: this.#place };
  }

  #span(rows: readonly Row[], to: number): Span {
    const bytes = this.#bytes.subarray(0, to);
    this.#advance(to);
    const isText = isUtf8(bytes);
    return {
      bytes,
      rows: isText ? rows : rows.map((row) => this.#checked(row, bytes)),
      end: this.#place,
    };
  }

  #checked(row: Row, bytes: Buffer): Row {
    if (isUtf8(bytes.subarray(row.from, row.to))) return row;
    return { ...row, cells: notText(this.#options.encoding) };
  }

  #advance(to: number): void {
    const passed = this.#bytes.subarray(0, to);
    this.#place = {
      offset: this.#place.offset + bytesInFile(passed, this.#options.encoding),
      line: this.#place.line + this.#lines.count(passed, 0, to),
    };
    this.#bytes = this.#bytes.subarray(to);
    this.#fedBytes = Math.max(0, this.#fedBytes - to);
    this.#doneBytes += to;
  }
}
