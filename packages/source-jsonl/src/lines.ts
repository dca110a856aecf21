import type { Place } from '@rowferry/files';

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
  /** Whether this is a single line that is longer than allowed. Then `bytes` is empty. */
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
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let droppedBytes = 0;
  const keep = (piece: Buffer) => {
    pending.push(piece);
    pendingBytes += piece.length;
    if (droppedBytes + pendingBytes <= limits.maxLineBytes + UNCOUNTED_BYTES_MAX) return;
    droppedBytes += pendingBytes;
    pending = [];
    pendingBytes = 0;
  };
  const flush = (last: Buffer): Span[] => {
    const bytes = pending.length === 0 ? last : Buffer.concat([...pending, last]);
    const spans = split(bytes, droppedBytes, place, limits);
    place = spans.at(-1)?.end ?? place;
    pending = [];
    pendingBytes = 0;
    droppedBytes = 0;
    return spans;
  };
  for await (const block of blocks) {
    const complete = block.lastIndexOf(LINE_FEED) + 1;
    if (complete > 0) yield* flush(block.subarray(0, complete));
    if (complete < block.length) keep(block.subarray(complete));
  }
  if (pendingBytes + droppedBytes > 0) yield* flush(Buffer.alloc(0));
}

/**
 * Splits `bytes` into spans. They begin at `place`, or `droppedBytes` after it if the start of a line that
 * is too long was dropped.
 */
function split(bytes: Buffer, droppedBytes: number, place: Place, limits: Limits): Span[] {
  const spans: Span[] = [];
  let from = place.offset === 0 && droppedBytes === 0 && startsWithMark(bytes) ? 3 : 0;
  let line = place.line;
  let next = from;
  let nextLine = line;
  const add = (isTooLong: boolean) => {
    spans.push({
      bytes: bytes.subarray(from, isTooLong ? from : next),
      firstNumber: line + 1,
      end: { offset: place.offset + droppedBytes + next, line: nextLine },
      isTooLong,
    });
    from = next;
    line = nextLine;
  };
  let dropped = droppedBytes;
  while (next < bytes.length || dropped > 0) {
    const feed = bytes.indexOf(LINE_FEED, next);
    const end = feed === -1 ? bytes.length : feed + 1;
    const isTooLong = dropped + lengthOf(bytes, next, feed) > limits.maxLineBytes;
    const isFull = nextLine - line >= limits.spanLinesMax || end - from > limits.spanBytesMax;
    if (next > from && (isTooLong || isFull)) add(false);
    next = end;
    if (feed !== -1) nextLine += 1;
    if (isTooLong) add(true);
    dropped = 0;
  }
  if (next > from) add(false);
  return spans;
}

function startsWithMark(bytes: Buffer): boolean {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** The length of the line from `start` to `feed`, or to the end, without a CR before the LF. */
function lengthOf(bytes: Buffer, start: number, feed: number): number {
  if (feed === -1) return bytes.length - start;
  const hasReturn = feed > start && bytes[feed - 1] === CARRIAGE_RETURN;
  return feed - start - (hasReturn ? 1 : 0);
}
