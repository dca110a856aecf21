import { type BoundedBuffer, boundedBuffer } from './bounded-buffer.ts';
import { BrokenDocument } from './broken-document.ts';
import { jsonStructure } from './json-structure.ts';
import { recordsFinder } from './records-finder.ts';

/** Extracts the elements of the array at a path from a JSON document, by its structure only. */
export interface RecordSplitter {
  /**
   * Yields the elements that end in `block`, `undefined` for one that is too long. Throws a
   * {@link BrokenDocument} if there is no comma between two, or the document continues after its end.
   */
  split(block: Buffer): Generator<Buffer | undefined, void>;
  /** Once the array was found: the next block begins just after the end of an element. */
  continueAfterRecord(): void;
  /** Whether the array was found. */
  readonly hasRecords: boolean;
  /** Whether the document is complete. The end of one that is only a number or a word is not visible. */
  readonly isOver: boolean;
  /** The index in the last block after the last element. */
  readonly recordEnd: number;
}

/** What bytes belong to: the document around the records, a record, or a part that must be blank. */
type Part = 'around' | 'record' | 'after record' | 'after all';

const COMMA = 0x2c;
const BRACKET = 0x5d;
const BRACE = 0x7d;
const EXTRA_COMMA = 'has a comma too many';

/** Keeps at most `maxBytes` of a record, and adds the document around the records to `around`. */
function bufferedParts(maxBytes: number, around: BoundedBuffer | undefined) {
  const record = boundedBuffer(maxBytes);
  let part: Part = 'around';
  let block: Buffer = Buffer.alloc(0);
  /** The index in the block up to which its bytes belong to a part. */
  let from = 0;
  let recordEnd = 0;
  return {
    record,
    get part() {
      return part;
    },
    get isWithin() {
      return part === 'record' || part === 'after record';
    },
    get recordEnd() {
      return recordEnd;
    },
    begin(next: Buffer) {
      block = next;
      from = 0;
    },
    /** Adds the bytes before `at` to the current part. The next part begins `skipped` bytes after `at`. */
    advance(at: number, next: Part, skipped = 0) {
      const bytes = block.subarray(from, at);
      if (part === 'around') around?.add(bytes);
      else if (part === 'record') record.add(record.sizeBytes > 0 ? bytes : withoutBlanks(bytes));
      else if (withoutBlanks(bytes).length > 0) {
        if (part === 'after record') throw new BrokenDocument('lacks a comma');
        throw new BrokenDocument('continues after its end', { isOver: true });
      }
      if (part === 'record' && (next !== part || skipped > 0)) recordEnd = at;
      from = at + skipped;
      part = next;
    },
    restart(next: Part) {
      record.take();
      part = next;
    },
  };
}

/**
 * An empty `path` means that the document is the array. An element may have `maxBytes`. What is around the array,
 * without its elements, is added to `around`.
 */
export function recordSplitter(
  path: string,
  maxBytes: number,
  around?: BoundedBuffer,
): RecordSplitter {
  const structure = jsonStructure();
  const finder = recordsFinder(path);
  const parts = bufferedParts(maxBytes, around);
  const { record, advance } = parts;
  /** The depth of the records, once their array was found. */
  let recordsDepth: number | undefined;
  let isFirst = true;

  const visitAround = (block: Buffer, at: number) => {
    if (recordsDepth === undefined && finder.visit(block, at, structure)) {
      recordsDepth = structure.depth;
      advance(at + 1, 'record');
    } else if (structure.depth === 0 && isClosing(block[at])) advance(at + 1, 'after all');
  };
  /** Returns whether a record is complete at this bracket or comma. */
  const visitWithin = (byte: number | undefined, at: number): boolean => {
    if (byte !== COMMA && !isClosing(byte)) return false;
    if (byte !== COMMA && structure.depth === recordsDepth) {
      advance(at + 1, 'after record');
      isFirst = false;
      return true;
    }
    if (byte === BRACE) throw new BrokenDocument('has a wrong bracket');
    const wasRecord = parts.part === 'record';
    if (byte === COMMA) advance(at, 'record', 1);
    else advance(at, 'around');
    const isMissing = wasRecord && record.sizeBytes === 0;
    if (isMissing && !(isFirst && byte === BRACKET)) throw new BrokenDocument(EXTRA_COMMA);
    isFirst = false;
    return wasRecord && !isMissing;
  };
  const deepest = () => {
    if (recordsDepth === undefined) return finder.depth;
    return parts.isWithin ? recordsDepth : 0;
  };

  return {
    get hasRecords() {
      return recordsDepth !== undefined;
    },
    get isOver() {
      return parts.part === 'after all' || (structure.depth === 0 && !structure.isInString);
    },
    get recordEnd() {
      return parts.recordEnd;
    },
    continueAfterRecord() {
      structure.restart(recordsDepth ?? 0);
      parts.restart('after record');
      isFirst = false;
    },
    *split(block) {
      parts.begin(block);
      for (let at = 0; ; at++) {
        at = structure.next(block, at, deepest());
        if (at === block.length) break;
        if (parts.isWithin && visitWithin(block[at], at)) yield record.take();
        if (parts.part === 'around') visitAround(block, at);
      }
      advance(block.length, parts.part);
      finder.endBlock(block);
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
