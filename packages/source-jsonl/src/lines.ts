import type { Place } from '@rowferry/files';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** What may stand around a line without counting as part of it: a byte order mark and a CR. */
const UNCOUNTED_BYTES_MAX = BYTE_ORDER_MARK.length + 1;

/** Some consecutive whole lines of one file. */
export interface Span {
  readonly bytes: Buffer;
  /** 1-based number of the first line. */
  readonly firstNumber: number;
  /** The place behind the last line. */
  readonly end: Place;
  /** This is a single line, longer than allowed, of which `bytes` holds nothing. */
  readonly isTooLong: boolean;
}

/** How much is read and handed on at once. */
export interface Limits {
  readonly maxLineBytes: number;
  readonly spanBytesMax: number;
  readonly spanLinesMax: number;
}

/** Cuts blocks into spans. Holds one unfinished line at most, and only while it may be allowed. */
export async function* cutLines(
  blocks: AsyncIterable<Buffer>,
  start: Place,
  limits: Limits,
): AsyncGenerator<Span> {
  let place = start;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let droppedBytes = 0;
  const hold = (piece: Buffer) => {
    held.push(piece);
    heldBytes += piece.length;
    if (droppedBytes + heldBytes <= limits.maxLineBytes + UNCOUNTED_BYTES_MAX) return;
    droppedBytes += heldBytes;
    held = [];
    heldBytes = 0;
  };
  const release = (last: Buffer): Span[] => {
    const bytes = held.length === 0 ? last : Buffer.concat([...held, last]);
    const spans = cut(bytes, droppedBytes, place, limits);
    place = spans.at(-1)?.end ?? place;
    held = [];
    heldBytes = 0;
    droppedBytes = 0;
    return spans;
  };
  for await (const block of blocks) {
    const complete = block.lastIndexOf(LINE_FEED) + 1;
    if (complete > 0) yield* release(block.subarray(0, complete));
    if (complete < block.length) hold(block.subarray(complete));
  }
  if (heldBytes + droppedBytes > 0) yield* release(Buffer.alloc(0));
}

/** Cuts `bytes`, which begin at `place` but for the `droppedBytes` of a line that is too long. */
function cut(bytes: Buffer, droppedBytes: number, place: Place, limits: Limits): Span[] {
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
