import { isUtf8 } from 'node:buffer';
import type { Unreadable } from '@rowferry/core';
import type { Place } from '@rowferry/files';
import type { Dialect } from './dialect.ts';
import { bytesInFile, type Encoding } from './encoding.ts';
import { Lines } from './lines.ts';
import { behindBrokenQuote } from './quoted-cells.ts';
import { RowParser } from './row-parser.ts';
import {
  brokenQuotes,
  notText,
  TEXT_BEHIND_QUOTE,
  textBehindQuote,
  tooLong,
} from './unreadable.ts';

/** What the parser may still want to see behind the longest record before it says where that ends. */
const LOOK_AHEAD_BYTES = 64;

/** One row, or why there is none. */
export interface Row {
  readonly cells: readonly string[] | Unreadable;
  /** 1-based number of its first line. */
  readonly lineNumber: number;
  /** Where it lies in the bytes of its span. */
  readonly from: number;
  readonly to: number;
}

/** Some consecutive rows of one file. */
export interface Span {
  /** In UTF-8. */
  readonly bytes: Buffer;
  readonly rows: readonly Row[];
  /** The place behind the last row. */
  readonly end: Place;
}

export interface CutterOptions {
  readonly dialect: Dialect;
  /** Of a record, in UTF-8 and without its line end. */
  readonly maxRecordBytes: number;
  readonly spanRowsMax: number;
  /** Where it is known before the first row. */
  readonly columnCount?: number;
  /** Of the file; what is cut is UTF-8. */
  readonly encoding: Encoding;
}

/** Cuts a table into rows. Holds one unfinished row at most, and of it what may be allowed. */
export async function* cutRows(
  blocks: AsyncIterable<Buffer>,
  start: Place,
  options: CutterOptions,
): AsyncGenerator<Span> {
  const cutter = new RowCutter(start, options);
  for await (const block of blocks) yield* cutter.add(block);
  yield* cutter.end();
}

class RowCutter {
  readonly #options: CutterOptions;
  readonly #lines: Lines;
  #parser: RowParser;
  #columnCount: number | undefined;
  /** Where `#bytes` begin. */
  #place: Place;
  /** All that stands behind the last row. */
  #bytes: Buffer = Buffer.alloc(0);
  /** How many of them the parser has seen. */
  #fedBytes = 0;
  /** How many the parser has seen before them. */
  #doneBytes = 0;
  /** The line that is being left out up to its end: one of a bad row, blank, or a comment. */
  #leftOut: { readonly row: Row | undefined } | undefined;

  constructor(start: Place, options: CutterOptions) {
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
      if (this.#leftOut !== undefined) {
        yield* this.#standIn(this.#leftOut.row, this.#bytes.length);
        return;
      }
      const error = await this.#parser.finish();
      const problem = error && brokenQuotes(error, 'up to the end of the file');
      const isRead = yield* this.#take(problem);
      if (isRead) return;
      yield* this.#read();
    }
  }

  async *#read(): AsyncGenerator<Span> {
    const limit = this.#options.maxRecordBytes + LOOK_AHEAD_BYTES;
    for (;;) {
      if (this.#leftOut !== undefined) yield* this.#leaveOut(this.#leftOut.row);
      if (this.#leftOut !== undefined || this.#fedBytes === this.#bytes.length) return;
      if (this.#fedBytes >= limit) {
        yield* this.#refuseLong();
        continue;
      }
      const piece = this.#bytes.subarray(this.#fedBytes, limit);
      const error = await this.#parser.feed(piece);
      this.#fedBytes += piece.length;
      yield* this.#take(error && brokenQuotes(error));
    }
  }

  /** Gives the rows that the parser found; `false` if the row behind them is unreadable. */
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
    if (unreadable !== undefined) yield* this.#giveUp(unreadable);
    return unreadable === undefined;
  }

  /** The row has come to be longer than any may be, unless blank lines and comments stand before it. */
  async *#refuseLong(): AsyncGenerator<Span> {
    if (this.#lines.firstOfRow(this.#bytes, 0) !== 0) {
      this.#startAnew({ row: undefined });
      return;
    }
    const { maxRecordBytes } = this.#options;
    const error = await this.#parser.finish();
    const searched = `within ${maxRecordBytes} bytes (maxRecordBytes)`;
    yield* this.#giveUp(error ? brokenQuotes(error, searched) : tooLong(maxRecordBytes));
  }

  /** Reads on behind the first line of a row or, where a quote closed too early, behind its line. */
  *#giveUp(problem: Unreadable): Generator<Span> {
    this.#advance(this.#lines.firstOfRow(this.#bytes, 0));
    const lineNumber = this.#place.line + 1;
    const cells = problem === TEXT_BEHIND_QUOTE ? this.#passBrokenQuote() : problem;
    const row = { cells, lineNumber, from: 0, to: 0 };
    this.#startAnew({ row });
    yield* this.#leaveOut(row);
  }

  #passBrokenQuote(): Unreadable {
    const { line } = this.#place;
    this.#advance(behindBrokenQuote(this.#bytes, this.#options.dialect));
    return textBehindQuote(this.#place.line - line);
  }

  #startAnew(leftOut: { readonly row: Row | undefined }): void {
    this.#parser = new RowParser(this.#options.dialect, this.#columnCount);
    this.#fedBytes = 0;
    this.#doneBytes = 0;
    this.#leftOut = leftOut;
  }

  *#leaveOut(row: Row | undefined): Generator<Span> {
    const behind = this.#lines.behindEnd(this.#bytes, 0);
    if (behind !== -1) yield* this.#standIn(row, behind);
    else this.#advance(Math.max(0, this.#bytes.length - this.#lines.endBytesLessOne));
  }

  *#standIn(row: Row | undefined, to: number): Generator<Span> {
    this.#advance(to);
    this.#doneBytes = 0;
    this.#leftOut = undefined;
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
