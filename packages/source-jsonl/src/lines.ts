import type { Place } from '@rowferry/files';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** A byte order mark before a line and a CR after it do not count towards its length. */
const UNCOUNTED_BYTES_MAX = BYTE_ORDER_MARK.length + 1;
/** More than what a result file keeps of a line that is not a record. */
const BEGINNING_BYTES_MAX = 64 * 1024 + 4;

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

/** What is known of the start of a line that is too long: how much was dropped, and its beginning. */
interface Dropped {
  readonly bytes: number;
  readonly beginning: Buffer;
}

const NOTHING: Dropped = { bytes: 0, beginning: Buffer.alloc(0) };

/** Splits blocks into spans. Buffers at most one unfinished line, and only up to the allowed length. */
export async function* splitLines(
  blocks: AsyncIterable<Buffer>,
  start: Place,
  limits: Limits,
): AsyncGenerator<Span> {
  let place = start;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let dropped = NOTHING;
  const keep = (piece: Buffer) => {
    pending.push(piece);
    pendingBytes += piece.length;
    if (dropped.bytes + pendingBytes <= limits.maxLineBytes + UNCOUNTED_BYTES_MAX) return;
    const beginning = beginningOf(dropped, pending);
    dropped = { bytes: dropped.bytes + pendingBytes, beginning };
    pending = [];
    pendingBytes = 0;
  };
  const flush = (last: Buffer): Span[] => {
    const bytes = pending.length === 0 ? last : Buffer.concat([...pending, last]);
    const spans = split(bytes, dropped, place, limits);
    place = spans.at(-1)?.end ?? place;
    pending = [];
    pendingBytes = 0;
    dropped = NOTHING;
    return spans;
  };
  for await (const block of blocks) {
    const complete = block.lastIndexOf(LINE_FEED) + 1;
    if (complete > 0) yield* flush(block.subarray(0, complete));
    if (complete < block.length) keep(block.subarray(complete));
  }
  if (pendingBytes + dropped.bytes > 0) yield* flush(Buffer.alloc(0));
}

/** The beginning of a line of which this is the next part. Copies no more than that. */
function beginningOf({ beginning }: Dropped, next: readonly Buffer[]): Buffer {
  const pieces = [beginning, ...next];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return Buffer.concat(pieces, Math.min(length, BEGINNING_BYTES_MAX));
}

/**
 * Splits `bytes` into spans. They begin at `place`, or behind what was dropped if that was the start of a line that
 * is too long.
 */
function split(bytes: Buffer, start: Dropped, place: Place, limits: Limits): Span[] {
  const spans: Span[] = [];
  let from = place.offset === 0 && start.bytes === 0 ? markBytesOf(bytes) : 0;
  let line = place.line;
  let next = from;
  let nextLine = line;
  let dropped = start;
  const add = (isTooLong: boolean) => {
    spans.push({
      bytes: isTooLong
        ? beginningOf(dropped, [bytes.subarray(from, next)])
        : bytes.subarray(from, next),
      firstNumber: line + 1,
      end: { offset: place.offset + start.bytes + next, line: nextLine },
      isTooLong,
    });
    from = next;
    line = nextLine;
  };
  while (next < bytes.length || dropped.bytes > 0) {
    const feed = bytes.indexOf(LINE_FEED, next);
    const end = feed === -1 ? bytes.length : feed + 1;
    const isTooLong = dropped.bytes + lengthOf(bytes, next, feed) > limits.maxLineBytes;
    const isFull = nextLine - line >= limits.spanLinesMax || end - from > limits.spanBytesMax;
    if (next > from && (isTooLong || isFull)) add(false);
    next = end;
    if (feed !== -1) nextLine += 1;
    if (isTooLong) add(true);
    dropped = NOTHING;
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
