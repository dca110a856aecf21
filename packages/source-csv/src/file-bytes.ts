import { type Encoding, isMultiByte, isWide } from './encoding.ts';

/** Tells how long the bytes of a file are that became some UTF-8. */
export interface FileBytes {
  /** Bytes of the file, in order, before their UTF-8 is passed. */
  add(block: Buffer): void;
  /** The length of what became `passed`, which follows what was passed before. `isEnd`: all is passed now. */
  pass(passed: Buffer, isEnd: boolean): number;
}

/**
 * The length is right wherever what was passed ends at a line end, or with the file. In an encoding with
 * several bytes a character, the lines of the file are counted, since their UTF-8 does not tell how they were written.
 */
export function fileBytesOf(encoding: Encoding, lineEnd: string | undefined): FileBytes {
  if (isMultiByte(encoding))
    return new LineBytes((lineEnd ?? '\n').charCodeAt((lineEnd ?? '\n').length - 1));
  return { add() {}, pass: (passed) => lengthIn(encoding, passed) };
}

function lengthIn(encoding: Encoding, passed: Buffer): number {
  if (encoding === 'utf-8') return passed.length;
  const wide = isWide(encoding);
  let count = 0;
  for (let index = 0; index < passed.length; index++) {
    const byte = passed[index] as number;
    // Each character has exactly one byte that is not a continuation byte.
    if ((byte & 0xc0) === 0x80) continue;
    const isPair = byte >= 0xf0 && byte <= 0xf4;
    count += wide ? (isPair ? 4 : 2) : 1;
  }
  return count;
}

/** Counts the same byte in the file and in UTF-8: one that is never a part of another character. */
class LineBytes implements FileBytes {
  readonly #last: number;
  /** The lengths of whole lines that were not passed yet, from `#next` on. */
  #lengths: number[] = [];
  #next = 0;
  /** The length of the line that has no end yet. */
  #open = 0;

  /** `last`: the last byte of a line end. */
  constructor(last: number) {
    this.#last = last;
  }

  add(block: Buffer): void {
    if (this.#next === this.#lengths.length) {
      this.#lengths = [];
      this.#next = 0;
    }
    let from = 0;
    for (let at = block.indexOf(this.#last); at !== -1; at = block.indexOf(this.#last, from)) {
      this.#lengths.push(this.#open + at + 1 - from);
      this.#open = 0;
      from = at + 1;
    }
    this.#open += block.length - from;
  }

  pass(passed: Buffer, isEnd: boolean): number {
    let length = 0;
    for (let at = passed.indexOf(this.#last); at !== -1; at = passed.indexOf(this.#last, at + 1)) {
      length += this.#lengths[this.#next++] ?? 0;
    }
    if (!isEnd) return length;
    length += this.#open;
    this.#open = 0;
    return length;
  }
}
