import { Beginning, boundedBuffer } from './bounded-buffer.ts';
import type { JsonStructure } from './json-structure.ts';

/** Finds the array, or the object, at a path in a JSON document. */
export interface RecordsFinder {
  /** The depth of the values of the innermost object on the path. */
  readonly depth: number;
  /** Takes what the structure found no deeper than that. Returns whether the records begin there. */
  visit(block: Buffer, at: number, structure: JsonStructure): boolean;
  /** Whether the value that begins after this colon is on the path. */
  readonly isOnPath: boolean;
  /** Must be called at the end of each block. */
  endBlock(block: Buffer): void;
  /** Goes on within the records that were found first. */
  restart(): void;
}

/** A character of a name takes up to six bytes: `\u0041`. */
const CHARACTER_BYTES_MAX = 6;

/** An empty path means the document itself. A name in the path may contain dots. */
export function recordsFinder(path: string): RecordsFinder {
  /** For each open object on the path, the rest of the path below it. */
  const rests: string[] = [];
  const quoted = boundedBuffer(CHARACTER_BYTES_MAX * path.length + 2);
  /** The index in the block where the current string, which may be a name, begins. */
  let stringStart: number | undefined;
  let name: string | undefined;
  /** As `rests` was where the records were found first. */
  let found: readonly string[] | undefined;

  /** The rest of the path below the value that begins here; `undefined` if it is not on the path. */
  const restBelow = (): string | undefined => {
    const rest = rests.at(-1);
    if (rest === undefined) return path;
    if (name === undefined) return undefined;
    if (rest === name) return '';
    return rest.startsWith(`${name}.`) ? rest.slice(`${name}.`.length) : undefined;
  };
  const visitQuote = (block: Buffer, at: number, isInString: boolean) => {
    if (isInString) {
      quoted.take();
      stringStart = at;
    } else if (stringStart !== undefined) {
      quoted.add(block.subarray(stringStart, at + 1));
      stringStart = undefined;
    }
  };

  return {
    get depth() {
      return rests.length;
    },
    visit(block, at, { depth, isInString }) {
      const character = String.fromCharCode(block[at] ?? 0);
      if (character === '"') visitQuote(block, at, isInString);
      else if (character === ',') name = undefined;
      else if (character === ':') name = nameIn(quoted.take());
      else if (character === '}' || character === ']') {
        if (depth < rests.length) rests.pop();
      } else {
        const rest = restBelow();
        if (rest === '') {
          found ??= [...rests];
          return true;
        }
        if (rest !== undefined && character === '{') rests.push(rest);
      }
      return false;
    },
    get isOnPath() {
      return restBelow() !== undefined;
    },
    restart() {
      rests.splice(0, rests.length, ...(found ?? []));
      quoted.take();
      stringStart = undefined;
    },
    endBlock(block) {
      if (stringStart === undefined) return;
      quoted.add(block.subarray(stringStart));
      stringStart = 0;
    },
  };
}

/** The name in these bytes; `undefined` if it is too long to be on the path. */
function nameIn(quoted: Buffer | Beginning): string | undefined {
  return quoted instanceof Beginning ? undefined : JSON.parse(String(quoted));
}
