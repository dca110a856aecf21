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
  const rest = blocks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < MARK_BYTES_MAX) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const found = BYTE_ORDER_MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark));
  const [encoding, mark] = found ?? [fallback, Buffer.alloc(0)];
  const whole = async function* (): AsyncGenerator<Buffer> {
    try {
      if (found === undefined && !isWide(encoding)) checkWidth(head, fileName);
      if (head.length > mark.length) yield head.subarray(mark.length);
      yield* { [Symbol.asyncIterator]: () => rest };
    } finally {
      await rest.return?.();
    }
  };
  return { encoding, markBytes: mark.length, blocks: whole() };
}

/** Every ASCII character in UTF-16 has a zero byte, always on the same side. */
function checkWidth(head: Buffer, fileName: string): void {
  let even = 0;
  let odd = 0;
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const zeros = even + odd;
  if ((even > 0 && odd > 0) || zeros < WIDE_ZEROS_MIN || zeros * 4 < head.length) return;
  throw sourceFailed(
    `${fileName} looks like UTF-16; set \`encoding: utf-16${odd > 0 ? 'le' : 'be'}\``,
  );
}
