import { RAW_BYTES_NEEDED } from '@rowferry/core/internal';
import type { Place } from '@rowferry/files';
import { Beginning, boundedBuffer } from '@rowferry/json';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** A byte order mark before a line and a CR after it do not count towards its length. */
const UNCOUNTED_BYTES_MAX = BYTE_ORDER_MARK.length + 1;

/** Some consecutive whole lines of one file. */
export interface Span {
  readonly bytes: Buffer;
  /** 1-based number of the first line. */
  readonly firstNumber: number;
  /** The place after the last line. */
  readonly end: Place;
  /** Whether this is a single line that is longer than allowed. Then `bytes` is its beginning. */
  readonly isTooLong: boolean;
}

/** How long a line may be, and how much a span may contain. */
export interface Limits {
  readonly maxLineBytes: number;
  readonly spanBytesMax: number;
  readonly spanLinesMax: number;
}

/** Splits blocks into spans. Buffers at most one unfinished line, and only up to the allowed length. */
export async function* splitLines(
  blocks: AsyncIterable<Buffer>,
  start: Place,
  limits: Limits,
): AsyncGenerator<Span> {
  let place = start;
  const pending = boundedBuffer(limits.maxLineBytes + UNCOUNTED_BYTES_MAX);
  const flush = (last: Buffer): Span[] => {
    const { sizeBytes } = pending;
    const taken = pending.take();
    const kept = taken instanceof Beginning ? taken.bytes : taken;
    const bytes = kept.length === 0 ? last : Buffer.concat([kept, last]);
    const spans = split(bytes, sizeBytes - kept.length, place, limits);
    place = spans.at(-1)?.end ?? place;
    return spans;
  };
  for await (const block of blocks) {
    const complete = block.lastIndexOf(LINE_FEED) + 1;
    if (complete > 0) yield* flush(block.subarray(0, complete));
    pending.add(block.subarray(complete));
  }
  if (pending.sizeBytes > 0) yield* flush(Buffer.alloc(0));
}

/**
 * Splits `bytes` into spans. They begin at `place`. Of a first line that is too long, `dropped` bytes are missing behind
 * its beginning.
 */
function split(bytes: Buffer, dropped: number, place: Place, limits: Limits): Span[] {
  const spans: Span[] = [];
  let from = place.offset === 0 && dropped === 0 ? markBytesOf(bytes) : 0;
  let line = place.line;
  let next = from;
  let nextLine = line;
  const add = (isTooLong: boolean) => {
    const own = bytes.subarray(from, next);
    spans.push({
      bytes: isTooLong ? Buffer.from(own.subarray(0, RAW_BYTES_NEEDED)) : own,
      firstNumber: line + 1,
      end: { offset: place.offset + dropped + next, line: nextLine },
      isTooLong,
    });
    from = next;
    line = nextLine;
  };
  while (next < bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, next);
    const end = feed === -1 ? bytes.length : feed + 1;
    const ownDropped = next === 0 ? dropped : 0;
    const isTooLong = ownDropped + lengthOf(bytes, next, feed) > limits.maxLineBytes;
    const isFull = nextLine - line >= limits.spanLinesMax || end - from > limits.spanBytesMax;
    if (next > from && (isTooLong || isFull)) add(false);
    next = end;
    if (feed !== -1) nextLine += 1;
    if (isTooLong) add(true);
  }
  if (next > from) add(false);
  return spans;
}

/** The length of the byte order mark that `bytes` begin with, or 0. */
function markBytesOf(bytes: Buffer): number {
  const { length } = BYTE_ORDER_MARK;
  return bytes.subarray(0, length).equals(BYTE_ORDER_MARK) ? length : 0;
}

/** The length of the line from `start` to `feed`, or to the end, without a CR before the LF. */
function lengthOf(bytes: Buffer, start: number, feed: number): number {
  if (feed === -1) return bytes.length - start;
  const hasReturn = feed > start && bytes[feed - 1] === CARRIAGE_RETURN;
  return feed - start - (hasReturn ? 1 : 0);
}
