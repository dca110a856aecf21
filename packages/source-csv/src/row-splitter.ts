import { isUtf8 } from 'node:buffer';
import { Unreadable } from '@rowferry/core';
import type { Place } from '@rowferry/files';
import { Lines } from './lines.ts';
import { RawText, rawTextOf } from './raw-text.ts';
import { columnsOf, hasText } from './records.ts';
import type { Row, Span } from './row.ts';
import { RowScanner, type ScannedRow } from './row-scanner.ts';
import type { SplitterOptions } from './splitter-options.ts';
import {
  afterEndOfData,
  notText,
  quoteInCell,
  quoteNotClosed,
  type Reject,
  textAfterQuote,
  tooLong,
} from './unreadable.ts';

/** How many bytes after the longest record tell that it ends there. */
const LOOK_AHEAD_BYTES = 64;
/** A row that is not whole is scanned again with each block, or, from this length on, when it is twice as long. */
const SCANNED_AGAIN_BYTES = 4096;
const NO_NULLS: ReadonlySet<string> = new Set();

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

/** What is skipped: whole lines, or the rest of a row that cannot be read. */
interface Skipping {
  readonly lines: number;
  readonly row?: { readonly reject: Reject; readonly lineNumber: number; readonly raw: RawText };
  /** Where the search for the line end begins. */
  readonly from: number;
}

class RowSplitter {
  readonly #options: SplitterOptions;
  readonly #lines: Lines;
  readonly #rowScanner: RowScanner;
  /** Another one for the header. */
  #scanner: RowScanner;
  #columnCount: number | undefined;
  /** The place of the end of the last span. */
  #place: Place;
  /** The number of line ends before `#at`. */
  #line: number;
  /** All bytes after `#place`. */
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the next row or line begins in `#bytes`, or what is left of a line that is skipped. */
  #at = 0;
  #rows: Row[] = [];
  #skipping: Skipping | undefined;
  /** What was not looked at yet, because a row in `#bytes` needs more than that. */
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #neededBytes = 0;
  #isEnd = false;
  /** Whether the end of data was found. No span ends behind it, so that a restart finds it again. */
  #isOver = false;

  constructor(start: Place, options: SplitterOptions) {
    this.#place = start;
    this.#line = start.line;
    this.#options = options;
    this.#columnCount = options.columnCount;
    this.#lines = new Lines(options.dialect);
    this.#rowScanner = new RowScanner(options);
    this.#scanner = options.hasHeader
      ? new RowScanner({ ...options, nulls: NO_NULLS })
      : this.#rowScanner;
    if (options.skipLines > 0) this.#skipping = { lines: options.skipLines, from: 0 };
  }

  *add(block: Buffer): Generator<Span> {
    this.#waiting.push(block);
    this.#waitingBytes += block.length;
    if (this.#bytes.length + this.#waitingBytes >= this.#neededBytes) yield* this.#read();
  }

  *end(): Generator<Span> {
    this.#isEnd = true;
    yield* this.#read();
  }

  *#read(): Generator<Span> {
    this.#bytes = Buffer.concat([this.#bytes, ...this.#waiting]);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#neededBytes = 0;
    this.#scanner.use(this.#bytes);
    while (this.#step()) {
      const most = this.#isOver ? 1 : this.#options.spanRowsMax;
      if (this.#rows.length >= most) yield this.#span();
    }
    if (this.#rows.length > 0) yield this.#span();
    this.#keepRest();
  }

  /** Reads one row, or skips one line. Returns `false` if that needs more bytes. */
  #step(): boolean {
    if (this.#skipping !== undefined) return this.#skipLine(this.#skipping);
    const bytes = this.#bytes;
    const at = this.#at;
    const isKnown = this.#isEnd || bytes.length - at >= this.#lines.lookAhead;
    if (at === bytes.length || !isKnown) return false;
    // COPY and OUTFILE quote no empty text: in a table of one column, it is a blank line.
    const { dialect, headerLine } = this.#options;
    const isRow = dialect.backslashes !== null && this.#columnCount === 1 && !this.#isOver;
    const isHeader = this.#line + 1 === headerLine;
    const blank = isRow ? 0 : this.#lines.blankAt(bytes, at);
    if (blank > 0) this.#goTo(at + blank);
    else if (!this.#isOver && this.#lines.isEndOfDataAt(bytes, at)) this.#isOver = true;
    else if (!isHeader && this.#lines.isNoteAt(bytes, at)) this.#skipping = { lines: 1, from: at };
    else if (this.#isOver) throw afterEndOfData(`${this.#options.fileName}:${this.#line + 1}`);
    else return this.#readRow();
    return true;
  }

  #readRow(): boolean {
    const { maxRecordBytes, dialect } = this.#options;
    const at = this.#at;
    const { length } = this.#bytes;
    const limit = maxRecordBytes + LOOK_AHEAD_BYTES;
    const to = Math.min(length, at + limit);
    const found = this.#scanner.scan(at, to, this.#isEnd && to === length);
    if (found.kind === 'row') {
      const end = this.#lines.withoutEnd(this.#bytes, at, found.end);
      if (end - at > maxRecordBytes) this.#reject(tooLong(maxRecordBytes), at);
      else this.#addRow(found, end);
    } else if (found.kind === 'broken') {
      const below = this.#lines.count(this.#bytes, at, found.at);
      if (found.where === 'in a cell') this.#reject(quoteInCell(dialect), at);
      else this.#reject(textAfterQuote(below, dialect), found.at);
    } else if (to - at === limit) {
      const searched = `within ${maxRecordBytes} bytes (maxRecordBytes)`;
      this.#reject(found.isQuoted ? quoteNotClosed(searched) : tooLong(maxRecordBytes), at);
    } else if (this.#isEnd) {
      this.#reject(quoteNotClosed('before the end of the file'), at);
    } else {
      if (to - at > SCANNED_AGAIN_BYTES) this.#neededBytes = Math.min(2 * (to - at), limit);
      return false;
    }
    return true;
  }

  #addRow({ cells, quoted, end, hasLineEnd, isText }: ScannedRow, to: number): void {
    const bytes = this.#bytes;
    const from = this.#at;
    const { skipBlankRecords, encoding } = this.#options;
    if (!skipBlankRecords || cells.some(hasText)) {
      this.#rows.push({
        cells: isText ? cells : notText(encoding)(rawTextOf(bytes, from, to)),
        quoted,
        bytes,
        from,
        to,
        hasLineEnd,
        lineNumber: this.#line + 1,
      });
      this.#columnCount ??= columnsOf(cells, this.#options.cells).length;
      this.#useRowScanner();
    }
    this.#goTo(end);
  }

  #useRowScanner(): void {
    if (this.#scanner === this.#rowScanner) return;
    this.#scanner = this.#rowScanner;
    this.#scanner.use(this.#bytes);
  }

  /** Rejects the row, which ends with the line in which `from` is, and skips the rest of that line. */
  #reject(reject: Reject, from: number): void {
    const row = { reject, lineNumber: this.#line + 1, raw: new RawText() };
    this.#skipping = { lines: 1, row, from };
  }

  #skipLine({ lines, row, from }: Skipping): boolean {
    const found = this.#lines.afterEnd(this.#bytes, from);
    if (found === -1 && !this.#isEnd) return false;
    const end = found === -1 ? this.#bytes.length : found;
    if (row !== undefined) {
      row.raw.add(this.#bytes, this.#at, this.#lines.withoutEnd(this.#bytes, this.#at, end));
      const cells = row.reject(row.raw.toString());
      const { lineNumber } = row;
      const empty = { quoted: [], bytes: this.#bytes, from: end, to: end };
      this.#rows.push({ ...empty, hasLineEnd: found !== -1, cells, lineNumber });
      this.#useRowScanner();
    }
    this.#goTo(end);
    const isOver = lines === 1 || (this.#isEnd && end === this.#bytes.length);
    this.#skipping = isOver ? undefined : { lines: lines - 1, from: end };
    return true;
  }

  #goTo(to: number): void {
    this.#line += this.#lines.count(this.#bytes, this.#at, to);
    this.#at = to;
  }

  #span(): Span {
    const passed = this.#bytes.subarray(0, this.#at);
    const rows = isUtf8(passed) ? this.#rows : this.#rows.map((row) => this.#checked(row));
    this.#rows = [];
    this.#pass();
    return { rows, end: this.#place };
  }

  #checked(row: Row): Row {
    const { cells, bytes, from, to } = row;
    if (cells instanceof Unreadable || isUtf8(bytes.subarray(from, to))) return row;
    return { ...row, cells: notText(this.#options.encoding)(rawTextOf(bytes, from, to)) };
  }

  /** Lets go what is before `#at`. */
  #pass(): void {
    const isEnd = this.#isEnd && this.#at === this.#bytes.length;
    const length = this.#options.fileBytes.pass(this.#bytes.subarray(0, this.#at), isEnd);
    this.#place = { offset: this.#place.offset + length, line: this.#line };
    if (this.#skipping !== undefined) {
      this.#skipping = { ...this.#skipping, from: this.#skipping.from - this.#at };
    }
    this.#bytes = this.#bytes.subarray(this.#at);
    this.#scanner.use(this.#bytes);
    this.#at = 0;
  }

  /** Lets go also what is known of a line that is skipped. */
  #keepRest(): void {
    if (this.#skipping !== undefined) {
      const { row, from } = this.#skipping;
      const to = Math.max(from, this.#bytes.length - this.#lines.partialEndBytesMax);
      row?.raw.add(this.#bytes, this.#at, to);
      this.#goTo(to);
      this.#skipping = { ...this.#skipping, from: to };
    }
    this.#pass();
  }
}
