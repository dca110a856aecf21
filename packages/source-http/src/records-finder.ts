import { heldBytes } from './held-bytes.ts';
import type { JsonStructure } from './json-structure.ts';

/** Follows the names of a JSON document to the array at a path. */
export interface RecordsFinder {
  /** How deep the values of the last object on the way stand. */
  readonly depth: number;
  /** Takes what the structure found no deeper than that; tells whether the records begin with it. */
  see(block: Buffer, at: number, structure: JsonStructure): boolean;
  /** The block is over. */
  endBlock(block: Buffer): void;
}

/** A character of a name takes up to six bytes: `\u0041`. */
const CHARACTER_BYTES_MAX = 6;

/** An empty path is the document itself. A name in the path may hold points. */
export function recordsFinder(path: string): RecordsFinder {
  /** What of the path lies below each object on the way. */
  const way: string[] = [];
  const quoted = heldBytes(CHARACTER_BYTES_MAX * path.length + 2);
  /** Where in the block the text began that may be a name. */
  let textStart: number | undefined;
  let name: string | undefined;

  /** What of the path lies below the value that begins here; `undefined`: it is not on the way. */
  const restBelow = (): string | undefined => {
    const rest = way.at(-1);
    if (rest === undefined) return path;
    if (name === undefined) return undefined;
    if (rest === name) return '';
    return rest.startsWith(`${name}.`) ? rest.slice(`${name}.`.length) : undefined;
  };
  const seeQuote = (block: Buffer, at: number, isInText: boolean) => {
    if (isInText) {
      quoted.take();
      textStart = at;
    } else if (textStart !== undefined) {
      quoted.add(block.subarray(textStart, at + 1));
      textStart = undefined;
    }
  };

  return {
    get depth() {
      return way.length;
    },
    see(block, at, { depth, isInText }) {
      const character = String.fromCharCode(block[at] ?? 0);
      if (character === '"') seeQuote(block, at, isInText);
      else if (character === ',') name = undefined;
      else if (character === ':') name = nameIn(quoted.take());
      else if (character === '}' || character === ']') {
        if (depth < way.length) way.pop();
      } else {
        const rest = restBelow();
        if (rest === '' && character === '[') return true;
        if (rest !== undefined && rest !== '' && character === '{') way.push(rest);
      }
      return false;
    },
    endBlock(block) {
      if (textStart === undefined) return;
      quoted.add(block.subarray(textStart));
      textStart = 0;
    },
  };
}

/** The name that these bytes spell; `undefined`: it is too long to be on the way. */
function nameIn(quoted: Buffer | undefined): string | undefined {
  return quoted === undefined ? undefined : JSON.parse(String(quoted));
}
