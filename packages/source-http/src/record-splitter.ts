import { boundedBuffer } from './bounded-buffer.ts';
import { FailedAttempt } from './failure.ts';
import { jsonStructure } from './json-structure.ts';
import { recordsFinder } from './records-finder.ts';

/** Extracts the elements of the array at a path from a JSON document, by its structure only. */
export interface RecordSplitter {
  /**
   * Yields the elements that end in `block`, `undefined` for one that is too long. Throws if there is no
   * comma between two, or the document continues after its end.
   */
  split(block: Buffer): Generator<Buffer | undefined, void>;
  /** Returns the document around the elements; `undefined` if it is not complete. */
  takeAround(): Buffer | undefined;
  readonly hasRecords: boolean;
}

/** What bytes belong to: the document around the records, a record, or a part that must be blank. */
type Part = 'around' | 'record' | 'after record' | 'after all';

const COMMA = 0x2c;
const BRACKET = 0x5d;
const BRACE = 0x7d;

/** Keeps at most `maxBytes` of a record, and at most as many of the document around the records. */
function bufferedParts(maxBytes: number) {
  const record = boundedBuffer(maxBytes);
  const around = boundedBuffer(maxBytes);
  let part: Part = 'around';
  let block: Buffer = Buffer.alloc(0);
  /** The index in the block up to which its bytes belong to a part. */
  let from = 0;
  return {
    record,
    around,
    get part() {
      return part;
    },
    begin(next: Buffer) {
      block = next;
      from = 0;
    },
    /** Adds the bytes before `at` to the current part. The next part begins `skipped` bytes after `at`. */
    advance(at: number, next: Part, skipped = 0) {
      const bytes = block.subarray(from, at);
      if (part === 'around') around.add(bytes);
      else if (part === 'record') record.add(record.sizeBytes > 0 ? bytes : withoutBlanks(bytes));
      else if (withoutBlanks(bytes).length > 0) throw new SyntaxError('continues after an end');
      from = at + skipped;
      part = next;
      if (around.isTooMany) throw tooMuchAround(maxBytes);
    },
  };
}

export function recordSplitter(path: string, maxBytes: number): RecordSplitter {
  const structure = jsonStructure();
  const finder = recordsFinder(path);
  const parts = bufferedParts(maxBytes);
  const { record, around, advance } = parts;
  let block: Buffer = Buffer.alloc(0);
  /** The depth of the records, once their array was found. */
  let recordsDepth: number | undefined;
  let isFirst = true;

  const visitAround = (at: number) => {
    if (recordsDepth === undefined && finder.visit(block, at, structure)) {
      recordsDepth = structure.depth;
      advance(at + 1, 'record');
    } else if (structure.depth === 0 && isClosing(block[at])) advance(at + 1, 'after all');
  };
  /** Returns whether a record is complete at this bracket or comma. */
  const visitWithin = (at: number): boolean => {
    const byte = block[at];
    if (byte !== COMMA && !isClosing(byte)) return false;
    if (byte !== COMMA && structure.depth === recordsDepth) {
      advance(at + 1, 'after record');
      isFirst = false;
      return true;
    }
    if (byte === BRACE) throw new SyntaxError('closed by the wrong bracket');
    const wasRecord = parts.part === 'record';
    if (byte === COMMA) advance(at, 'record', 1);
    else advance(at, 'around');
    const isMissing = wasRecord && record.sizeBytes === 0;
    if (isMissing && !(isFirst && byte === BRACKET)) throw new SyntaxError('a record is missing');
    isFirst = false;
    return wasRecord && !isMissing;
  };
  const isWithin = () => parts.part === 'record' || parts.part === 'after record';
  const deepest = () => {
    if (recordsDepth === undefined) return finder.depth;
    return isWithin() ? recordsDepth : 0;
  };

  return {
    get hasRecords() {
      return recordsDepth !== undefined;
    },
    *split(bytes) {
      block = bytes;
      parts.begin(block);
      for (let at = 0; ; at++) {
        at = structure.next(block, at, deepest());
        if (at === block.length) break;
        if (isWithin() && visitWithin(at)) yield record.take();
        if (parts.part === 'around') visitAround(at);
      }
      advance(block.length, parts.part);
      finder.endBlock(block);
    },
    takeAround() {
      // If the document is only a number or a word, its end is not visible.
      const isOver = parts.part === 'after all' || (structure.depth === 0 && !structure.isInString);
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

function tooMuchAround(maxBytes: number): FailedAttempt {
  return new FailedAttempt(`has more than ${maxBytes} bytes outside its records`, {
    isTemporary: false,
    advice: 'correct `records`, or raise `maxRecordBytes`',
  });
}
