import type { Dialect } from './dialect.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** The end of a file for DOS and some programs since. */
const CONTROL_Z = 0x1a;
/** PostgreSQL's end of data, in text format. */
const END_OF_DATA = Buffer.from('\\.');

/** Finds lines in the UTF-8 bytes of a table. Ignores quotes. */
export class Lines {
  /** How many bytes from an index on must be there for {@link blankAt} and {@link isNoteAt}, unless the file ends before. */
  readonly lookAhead: number;
  readonly #end: Buffer;
  readonly #isLfOrCrlf: boolean;
  /** What ends a line for people, to whom a line feed inside a cell ends one as well. */
  readonly #counted: Buffer;
  readonly #comment: Buffer | undefined;
  readonly #hasEndOfData: boolean;

  constructor({ lineEnd, comment, backslashes }: Dialect) {
    this.#isLfOrCrlf = lineEnd === undefined;
    this.#end = Buffer.from(lineEnd ?? '\n');
    this.#counted = Buffer.from(lineEnd?.includes('\n') === false ? lineEnd : '\n');
    this.#comment = comment === null ? undefined : Buffer.from(comment);
    this.#hasEndOfData = backslashes === 'postgres';
    const commentBytes = this.#comment?.length ?? 0;
    this.lookAhead = Math.max(2, END_OF_DATA.length + 2, this.#end.length + 2, commentBytes);
  }

  /** The most bytes of an incomplete line end that a block may end with. */
  get partialEndBytesMax(): number {
    return this.#isLfOrCrlf ? 1 : this.#end.length - 1;
  }

  /** The number of line ends between `from` and `to`. */
  count(bytes: Buffer, from: number, to: number): number {
    let count = 0;
    let at = from;
    while (at < to) {
      const found = bytes.indexOf(this.#counted, at);
      if (found === -1 || found >= to) break;
      count += 1;
      at = found + this.#counted.length;
    }
    return count;
  }

  /** The index after the next line end, or -1. */
  afterEnd(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(this.#end, from);
    return found === -1 ? -1 : found + this.#end.length;
  }

  /** The index of the line end just before `to`, or `to` if there is none after `from`. */
  withoutEnd(bytes: Buffer, from: number, to: number): number {
    const end = to - this.#end.length;
    if (end < from || !startsWith(bytes, this.#end, end)) return to;
    const hasReturn = this.#isLfOrCrlf && end > from && bytes[end - 1] === CARRIAGE_RETURN;
    return hasReturn ? end - 1 : end;
  }

  /** The length of the blank line at `at`, with its end; 0 if the line there is not blank. */
  blankAt(bytes: Buffer, at: number): number {
    if (!this.#isLfOrCrlf) return startsWith(bytes, this.#end, at) ? this.#end.length : 0;
    if (bytes[at] === LINE_FEED) return 1;
    return bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 0;
  }

  /** Whether the line at `at` is a comment, or the end of data or of the file. */
  isNoteAt(bytes: Buffer, at: number): boolean {
    if (bytes[at] === CONTROL_Z && at + 1 === bytes.length) return true;
    if (this.#comment !== undefined && startsWith(bytes, this.#comment, at)) return true;
    return this.isEndOfDataAt(bytes, at);
  }

  isEndOfDataAt(bytes: Buffer, at: number): boolean {
    if (!this.#hasEndOfData || !startsWith(bytes, END_OF_DATA, at)) return false;
    const end = at + END_OF_DATA.length;
    return end === bytes.length || this.blankAt(bytes, end) > 0;
  }
}

function startsWith(bytes: Buffer, mark: Buffer, at: number): boolean {
  return bytes[at] === mark[0] && bytes.subarray(at, at + mark.length).equals(mark);
}
