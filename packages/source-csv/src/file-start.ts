import { sourceFailed } from '@rowferry/files';
import { type Encoding, isWide } from './encoding.ts';

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];
const MARK_BYTES_MAX = 3;
/** Fewer zero bytes than this may be part of a text that is not UTF-16. */
const WIDE_ZEROS_MIN = 3;

/** What the beginning of a file shows. */
export interface FileStart {
  /** The encoding that a byte order mark names, or else `fallback`. */
  readonly encoding: Encoding;
  readonly markBytes: number;
  /** All bytes after the byte order mark. */
  readonly blocks: AsyncIterable<Buffer>;
}

/**
 * Looks for a byte order mark. The caller must iterate over `blocks`, at least in part, to close the file.
 * They fail with `SOURCE_FAILED` if the file looks like UTF-16, but has no mark and another encoding is set.
 */
export async function sniff(
  blocks: AsyncIterable<Buffer>,
  fallback: Encoding,
  fileName: string,
): Promise<FileStart> {
  const { head, whole } = await peek(blocks, MARK_BYTES_MAX);
  const found = BYTE_ORDER_MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark));
  if (found !== undefined) {
    const [encoding, mark] = found;
    return { encoding, markBytes: mark.length, blocks: without(mark.length, whole) };
  }
  const fault = isWide(fallback) ? undefined : widthFault(head, fileName);
  return { encoding: fallback, markBytes: 0, blocks: unless(fault, whole) };
}

/** The first block, joined with others until it has `count` bytes, and all blocks again. */
export async function peek(
  blocks: AsyncIterable<Buffer>,
  count: number,
): Promise<{ readonly head: Buffer; readonly whole: AsyncIterable<Buffer> }> {
  const rest = blocks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < count) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      yield* { [Symbol.asyncIterator]: () => rest };
    } finally {
      await rest.return?.();
    }
  };
  return { head, whole: whole() };
}

/** The blocks without the first `count` bytes, which the first block has. */
async function* without(count: number, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = count;
  for await (const block of blocks) {
    if (block.length > left) yield block.subarray(left);
    left = 0;
  }
}

/** The blocks. If there is a fault, the first pull fails with it, after they were opened and closed. */
export async function* unless(
  fault: string | undefined,
  blocks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    if (fault !== undefined) throw sourceFailed(fault);
    yield block;
  }
}

/** Every ASCII character in UTF-16 has a zero byte, always on the same side. */
function widthFault(head: Buffer, fileName: string): string | undefined {
  let even = 0;
  let odd = 0;
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const zeros = even + odd;
  if ((even > 0 && odd > 0) || zeros < WIDE_ZEROS_MIN || zeros * 4 < head.length) return undefined;
  return `${fileName} looks like UTF-16; set \`encoding: utf-16${odd > 0 ? 'le' : 'be'}\``;
}
