/** Follows the brackets and texts of a JSON document from block to block, and keeps none of it. */
export interface JsonStructure {
  /** How many brackets are open. */
  readonly depth: number;
  readonly isInText: boolean;
  /**
   * Goes on to the next bracket, comma, colon or quote that is no deeper than `deepest`, and gives its
   * place in the block, or the length of the block. A bracket stands as deep as what is around it.
   */
  next(block: Buffer, from: number, deepest: number): number;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;

/** What a byte outside of texts does. */
const [OTHER, OPENS, CLOSES, PARTS] = [0, 1, 2, 3];
const KINDS = new Uint8Array(256).fill(OTHER);
for (const byte of Buffer.from('[{')) KINDS[byte] = OPENS;
for (const byte of Buffer.from(']}')) KINDS[byte] = CLOSES;
for (const byte of Buffer.from(',:"')) KINDS[byte] = PARTS;

export function jsonStructure(): JsonStructure {
  let depth = 0;
  let isInText = false;
  let isEscaped = false;

  /** The place of the quote that ends the text, or the length of the block. */
  const textEnd = (block: Buffer, from: number): number => {
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
    get isInText() {
      return isInText;
    },
    next(block, from, deepest) {
      for (let at = from; at < block.length; at++) {
        if (isInText) {
          at = textEnd(block, at);
          if (at === block.length) return at;
          isInText = false;
          if (depth <= deepest) return at;
          continue;
        }
        const byte = block[at] ?? 0;
        const kind = KINDS[byte];
        if (kind === OTHER) continue;
        if (kind === CLOSES) depth -= 1;
        if (depth < 0) throw new SyntaxError('closed before it was opened');
        const isSeen = depth <= deepest;
        if (kind === OPENS) depth += 1;
        if (byte === QUOTE) isInText = true;
        if (isSeen) return at;
      }
      return block.length;
    },
  };
}
