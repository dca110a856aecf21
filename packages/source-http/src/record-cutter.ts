import { FailedTry } from './failure.ts';
import { heldBytes } from './held-bytes.ts';
import { jsonStructure } from './json-structure.ts';
import { recordsFinder } from './records-finder.ts';

/** Cuts the elements of the array at a path out of a JSON document, by brackets and texts alone. */
export interface RecordCutter {
  /**
   * The elements that end in `block`, `undefined` for one that is too long. Throws where there is no
   * comma between two, or the document goes on behind its end.
   */
  cut(block: Buffer): Generator<Buffer | undefined, void>;
  /** What stands around the elements, once that is complete; else `undefined`. */
  takeAround(): Buffer | undefined;
  readonly hasRecords: boolean;
}

/** What the bytes belong to: what stands around the records, a record, or what may only be blank. */
type Part = 'around' | 'record' | 'behind record' | 'behind all';

const COMMA = 0x2c;
const BRACKET = 0x5d;
const BRACE = 0x7d;

/** Holds no more than `maxBytes` of a record, and of all that stands around them. */
export function recordCutter(path: string, maxBytes: number): RecordCutter {
  const structure = jsonStructure();
  const finder = recordsFinder(path);
  const record = heldBytes(maxBytes);
  const around = heldBytes(maxBytes);
  let part: Part = 'around';
  let block: Buffer = Buffer.alloc(0);
  /** Where in the block that begins which no part holds yet. */
  let from = 0;
  /** How deep the records stand, once their array was found. */
  let recordsDepth: number | undefined;
  let isFirst = true;

  /** Gives what lies before `at` to its part, and goes on with the next one. */
  const advance = (at: number, next: Part) => {
    const bytes = block.subarray(from, at);
    if (part === 'around') around.add(bytes);
    else if (part === 'record') record.add(record.sizeBytes > 0 ? bytes : withoutBlanks(bytes));
    else if (withoutBlanks(bytes).length > 0) throw new SyntaxError('goes on behind an end');
    from = at;
    part = next;
    if (around.isTooMany) throw tooMuchAround(maxBytes);
  };
  const seeAround = (at: number) => {
    if (recordsDepth === undefined && finder.see(block, at, structure)) {
      recordsDepth = structure.depth;
      advance(at + 1, 'record');
    } else if (structure.depth === 0 && isClosing(block[at])) advance(at + 1, 'behind all');
  };
  /** Whether a record is complete at this bracket or comma. */
  const seeWithin = (at: number): boolean => {
    const byte = block[at];
    if (byte !== COMMA && !isClosing(byte)) return false;
    if (byte !== COMMA && structure.depth === recordsDepth) {
      advance(at + 1, 'behind record');
      isFirst = false;
      return true;
    }
    if (byte === BRACE) throw new SyntaxError('closed as it was not opened');
    const wasRecord = part === 'record';
    advance(at, byte === COMMA ? 'record' : 'around');
    if (byte === COMMA) from += 1;
    const isMissing = wasRecord && record.sizeBytes === 0;
    if (isMissing && !(isFirst && byte === BRACKET)) throw new SyntaxError('a record is missing');
    isFirst = false;
    return wasRecord && !isMissing;
  };
  const isWithin = () => part === 'record' || part === 'behind record';
  const deepest = () => {
    if (recordsDepth === undefined) return finder.depth;
    return isWithin() ? recordsDepth : 0;
  };

  return {
    get hasRecords() {
      return recordsDepth !== undefined;
    },
    *cut(bytes) {
      block = bytes;
      from = 0;
      for (let at = 0; ; at++) {
        at = structure.next(block, at, deepest());
        if (at === block.length) break;
        if (part === 'around') seeAround(at);
        else if (isWithin() && seeWithin(at)) yield record.take();
      }
      advance(block.length, part);
      finder.endBlock(block);
    },
    takeAround() {
      // A number or a word alone shows no end.
      const isOver = part === 'behind all' || (structure.depth === 0 && !structure.isInText);
      const bytes = isOver ? around.take() : undefined;
      return bytes === undefined || withoutBlanks(bytes).length === 0 ? undefined : bytes;
    },
  };
}

function isClosing(byte: number | undefined): boolean {
  return byte === BRACKET || byte === BRACE;
}

function withoutBlanks(bytes: Buffer): Buffer {
  let start = 0;
  while (isBlank(bytes[start])) start += 1;
  return start === 0 ? bytes : bytes.subarray(start);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function tooMuchAround(maxBytes: number): FailedTry {
  return new FailedTry(`holds more than ${maxBytes} bytes beside its records`, {
    isPassing: false,
    advice: 'correct `records`, or raise `maxRecordBytes`',
  });
}
