import { isAscii } from 'node:buffer';
import { sourceFailed } from '@rowferry/files';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;

/** The encoding of a file's characters. */
export type Encoding = (typeof ENCODINGS)[number];

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];
const MARK_BYTES_MAX = 3;
/** Fewer zero bytes than this may be part of a text that is not UTF-16. */
const WIDE_ZEROS_MIN = 3;

/** The characters of Windows-1252 at 0x80 to 0x9f. Undefined ones keep the control character. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Replaces half of a surrogate pair. This byte never occurs in UTF-8. */
const INVALID_UTF8 = Buffer.from([0xff]);

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

export function isWide(encoding: Encoding): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

/** Converts to UTF-8. Bytes that are not valid in `encoding` result in bytes that are not UTF-8. */
export async function* toUtf8(
  blocks: AsyncIterable<Buffer>,
  encoding: Encoding,
  fileName: string,
): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') yield* blocks;
  else if (encoding === 'latin1' || encoding === 'windows-1252') {
    for await (const block of blocks) yield fromSingleBytes(block, encoding);
  } else {
    yield* fromUtf16(blocks, encoding === 'utf-16be', fileName);
  }
}

function fromSingleBytes(block: Buffer, encoding: Encoding): Buffer {
  if (isAscii(block)) return block;
  const text = block.toString('latin1');
  if (encoding === 'latin1') return Buffer.from(text);
  return Buffer.from(
    text.replace(/[\x80-\x9f]/g, (found) => WINDOWS_1252.charAt(found.charCodeAt(0) - 0x80)),
  );
}

async function* fromUtf16(
  blocks: AsyncIterable<Buffer>,
  isBigEndian: boolean,
  fileName: string,
): AsyncGenerator<Buffer> {
  let odd: Buffer = Buffer.alloc(0);
  let pendingHalf = '';
  for await (const block of blocks) {
    const bytes = Buffer.concat([odd, block]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
    odd = bytes.subarray(whole.length);
    const text = pendingHalf + (isBigEndian ? whole.swap16() : whole).toString('utf16le');
    pendingHalf = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    yield fromText(text.slice(0, text.length - pendingHalf.length));
  }
  if (odd.length > 0) {
    throw sourceFailed(
      `${fileName} ends in the middle of a character; fetch it again, or correct \`encoding\``,
    );
  }
  if (pendingHalf !== '') yield INVALID_UTF8;
}

function fromText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts = text.split(/\p{Surrogate}/u).flatMap((part) => [INVALID_UTF8, Buffer.from(part)]);
  return Buffer.concat(parts.slice(1));
}

/** The number of bytes in the file that {@link toUtf8} converted to `bytes`. */
export function bytesInFile(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8') return bytes.length;
  const wide = isWide(encoding);
  let count = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    // Each character has exactly one byte that is not a continuation byte.
    if ((byte & 0xc0) === 0x80) continue;
    const isPair = byte >= 0xf0 && byte <= 0xf4;
    count += wide ? (isPair ? 4 : 2) : 1;
  }
  return count;
}

/** `text` as bytes in `encoding`. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, 'latin1');
}
