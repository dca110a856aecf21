import type { Dialect } from './dialect.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Finds lines in the UTF-8 bytes of a table. Ignores quotes. */
export class Lines {
  readonly #end: Buffer;
  readonly #isLfOrCrlf: boolean;
  /** What ends a line for people, to whom a line feed inside a cell ends one as well. */
  readonly #counted: Buffer;
  readonly #comment: Buffer | undefined;

  constructor({ lineEnd, comment }: Dialect) {
    this.#isLfOrCrlf = lineEnd === undefined;
    this.#end = Buffer.from(lineEnd ?? '\n');
    this.#counted = Buffer.from(lineEnd?.includes('\n') === false ? lineEnd : '\n');
    this.#comment = comment === null ? undefined : Buffer.from(comment);
  }

  /** The most bytes of an incomplete line end that a block may end with. */
  get partialEndBytesMax(): number {
    return this.#end.length - 1;
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

  /** The length of `bytes` from `from` to `to`, without a line end just before `to`. */
  lengthWithoutEnd(bytes: Buffer, from: number, to: number): number {
    if (!bytes.subarray(from, to).subarray(-this.#end.length).equals(this.#end)) return to - from;
    const hasReturn = this.#isLfOrCrlf && to - from > 1 && bytes[to - 2] === CARRIAGE_RETURN;
    return to - from - this.#end.length - (hasReturn ? 1 : 0);
  }

  /** The first index from `from` on after blank lines and comments; -1 if a comment has no end yet. */
  firstOfRow(bytes: Buffer, from: number): number {
    let at = from;
    for (;;) {
      const blank = this.#blankAt(bytes, at);
      if (blank > 0) at += blank;
      else if (this.#comment !== undefined && startsWith(bytes, this.#comment, at)) {
        at = this.afterEnd(bytes, at);
        if (at === -1) return -1;
      } else return at;
    }
  }

  #blankAt(bytes: Buffer, at: number): number {
    if (!this.#isLfOrCrlf) return startsWith(bytes, this.#end, at) ? this.#end.length : 0;
    if (bytes[at] === LINE_FEED) return 1;
    return bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 0;
  }
}

function startsWith(bytes: Buffer, mark: Buffer, at: number): boolean {
  return bytes[at] === mark[0] && bytes.subarray(at, at + mark.length).equals(mark);
}
