import { type Beginning, type BoundedBuffer, boundedBuffer } from './bounded-buffer.ts';
import { BrokenDocument } from './broken-document.ts';
import { type JsonStructure, jsonStructure } from './json-structure.ts';
import { type RecordsFinder, recordsFinder } from './records-finder.ts';

/** What there is at the path: an array of records, an object of them, or one record. */
export type Found = 'array' | 'object' | 'record';

/** Extracts records at a path from a JSON document, by its structure only: elements, or entries `"key": value`. */
export interface RecordSplitter {
  /**
   * Yields the records that end in `block`, a {@link Beginning} for one that is too long. Throws a
   * {@link BrokenDocument} if there is no comma between two, or the document continues after its end.
   */
  split(block: Buffer): Generator<Buffer | Beginning, void>;
  /** Once the array was found: the next block begins just after the end of an element. */
  continueAfterRecord(): void;
  /** Returns the document before the records, closed as if it ended there. */
  before(): Buffer;
  /** `undefined` as long as no record can begin. */
  readonly found: Found | undefined;
  /** Whether the document is complete. The end of one that is only a number or a word is not visible. */
  readonly isOver: boolean;
  /** The index in the last block after the last element. */
  readonly recordEnd: number;
}

/** What bytes belong to: the document around the records, a record, or a part that must be blank. */
type Part = 'around' | 'record' | 'after record' | 'after all';

const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5d;
const BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const EXTRA_COMMA = 'has a comma too many';

/** Stands for a record in the document around it. */
const NO_RECORD = Buffer.from('null');

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

/** How a document is split. */
export interface SplitOptions {
  /** What is around the records, without them, is added to it. */
  readonly around?: BoundedBuffer | undefined;
  /** What an object at the path is. Default: no record. */
  readonly object?: Exclude<Found, 'array'> | undefined;
}

/** An empty `path` means that the document is the array. A record may have `maxBytes`. */
export function recordSplitter(
  path: string,
  maxBytes: number,
  { around, object }: SplitOptions = {},
): RecordSplitter {
  const structure = jsonStructure();
  const finder = recordsFinder(path);
  const parts = bufferedParts(maxBytes, around);
  const visitor = recordVisitor(structure, finder, parts, { around, object });

  return {
    get found() {
      return visitor.found;
    },
    before() {
      const before = around?.copy() ?? Buffer.alloc(0);
      return Buffer.concat([before, closed(visitor.found === 'array', visitor.depth ?? 0)]);
    },
    get isOver() {
      return parts.part === 'after all' || (structure.depth === 0 && !structure.isInString);
    },
    get recordEnd() {
      return parts.recordEnd;
    },
    continueAfterRecord() {
      structure.restart(visitor.depth ?? 0);
      parts.restart('after record');
      visitor.continueAfterRecord();
    },
    *split(block) {
      parts.begin(block);
      for (let at = 0; ; at++) {
        const { depth } = visitor;
        at = structure.next(block, at, parts.isWithin ? (depth ?? 0) : finder.depth);
        if (at === block.length) break;
        if (parts.isWithin && visitor.endsRecord(block[at], at)) yield parts.record.take();
        if (parts.part === 'around') visitor.visitAround(block, at);
      }
      parts.advance(block.length, parts.part);
      finder.endBlock(block);
    },
  };
}

/** Decides what each bracket and comma of a document means for its records. */
function recordVisitor(
  structure: JsonStructure,
  finder: RecordsFinder,
  parts: ReturnType<typeof bufferedParts>,
  { around, object }: SplitOptions,
) {
  const { record, advance } = parts;
  /** The depth of the records, once they were found. */
  let depth: number | undefined;
  let found: Found | undefined;
  let isFirst = true;

  const open = (block: Buffer, at: number) => {
    found = block[at] === OPENING_BRACKET ? 'array' : object;
    if (found === undefined) return;
    depth = found === 'record' ? structure.depth - 1 : structure.depth;
    advance(found === 'record' ? at : at + 1, 'record');
  };
  return {
    get found() {
      return found;
    },
    get depth() {
      return depth;
    },
    continueAfterRecord() {
      isFirst = false;
      finder.restart();
    },
    visitAround(block: Buffer, at: number) {
      const isAtRecords = finder.visit(block, at, structure);
      if (found !== undefined && block[at] === COLON && finder.isOnPath) {
        throw new BrokenDocument('has the name of the records twice');
      }
      if (found === undefined && isAtRecords) open(block, at);
      else if (structure.depth === 0 && isClosing(block[at])) advance(at + 1, 'after all');
    },
    /** Whether a record is complete at this bracket or comma. */
    endsRecord(byte: number | undefined, at: number): boolean {
      const closing = found === 'object' ? BRACE : BRACKET;
      if (byte !== COMMA && !isClosing(byte)) return false;
      if (byte !== COMMA && structure.depth === depth) {
        advance(at + 1, found === 'record' ? 'around' : 'after record');
        if (found === 'record') around?.add(NO_RECORD);
        isFirst = false;
        return true;
      }
      if (byte !== COMMA && byte !== closing) throw new BrokenDocument('has a wrong bracket');
      const wasRecord = parts.part === 'record';
      advance(at, byte === COMMA ? 'record' : 'around', byte === COMMA ? 1 : 0);
      const isMissing = wasRecord && record.sizeBytes === 0;
      if (isMissing && !(isFirst && byte === closing)) throw new BrokenDocument(EXTRA_COMMA);
      isFirst = false;
      return wasRecord && !isMissing;
    },
  };
}

/** The brackets that close a document that is as deep as this, and in an array of the innermost object or not. */
function closed(isInArray: boolean, depth: number): Buffer {
  return Buffer.from(isInArray ? `]${'}'.repeat(depth - 1)}` : '}'.repeat(depth));
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
