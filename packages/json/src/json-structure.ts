import { BrokenDocument } from './broken-document.ts';

/** Tracks the brackets and strings of a JSON document from block to block, and keeps none of it. */
export interface JsonStructure {
  /** How many brackets are open. */
  readonly depth: number;
  readonly isInString: boolean;
  /**
   * Advances to the next bracket, comma, colon or quote that is no deeper than `deepest`. Returns its index
   * in the block, or the length of the block. A bracket counts with the depth outside of it.
   */
  next(block: Buffer, from: number, deepest: number): number;
  /** Goes on outside of strings, with so many brackets open. */
  restart(depth: number): void;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** The meaning of a byte outside of strings. */
const [OTHER, OPENS, CLOSES, SEPARATES] = [0, 1, 2, 3];
const KINDS = new Uint8Array(256).fill(OTHER);
for (const byte of Buffer.from('[{')) KINDS[byte] = OPENS;
for (const byte of Buffer.from(']}')) KINDS[byte] = CLOSES;
for (const byte of Buffer.from(',:"')) KINDS[byte] = SEPARATES;

export function jsonStructure(): JsonStructure {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;

  /** The index of the quote that ends the string, or the length of the block. */
  const stringEnd = (block: Buffer, from: number): number => {
    let isSkipped = isEscaped;
    let at = from;
    for (; at < block.length; at++) {
      const byte = block[at];
      if (isSkipped) isSkipped = false;
      else if (byte === BACKSLASH) isSkipped = true;
      else if (byte === QUOTE) break;
    }
    isEscaped = isSkipped;
    return at;
  };

  return {
    get depth() {
      return depth;
    },
    get isInString() {
      return isInString;
    },
    next(block, from, deepest) {
      for (let at = from; at < block.length; at++) {
        if (isInString) {
          at = stringEnd(block, at);
          if (at === block.length) return at;
          isInString = false;
          if (depth <= deepest) return at;
          continue;
        }
        const byte = block[at] ?? 0;
        const kind = KINDS[byte];
        if (kind === OTHER) continue;
        if (kind === CLOSES) depth -= 1;
        if (depth < 0) throw new BrokenDocument('has a wrong bracket');
        const isReported = depth <= deepest;
        if (kind === OPENS) depth += 1;
        if (byte === QUOTE) isInString = true;
        if (isReported) return at;
      }
      return block.length;
    },
    restart(open) {
      depth = open;
      isInString = false;
      isEscaped = false;
    },
  };
}
