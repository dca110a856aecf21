import { isAscii } from 'node:buffer';
import { sourceFailed } from '@rowferry/files';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;

/** How a file writes characters as bytes. */
export type Encoding = (typeof ENCODINGS)[number];

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];
const MARK_BYTES_MAX = 3;
/** Fewer zero bytes may be text. */
const WIDE_ZEROS_MIN = 3;

/** What Windows-1252 has at 0x80 to 0x9f; where it has nothing, the control character stays. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Stands for half of a surrogate pair; no UTF-8 holds this byte. */
const NO_TEXT = Buffer.from([0xff]);

/** The beginning of a file. */
export interface Opening {
  /** The one that a byte order mark names, or else `fallback`. */
  readonly encoding: Encoding;
  readonly markBytes: number;
  /** All behind the byte order mark. */
  readonly blocks: AsyncIterable<Buffer>;
}

/**
 * Looks for a byte order mark. Whoever asks must read `blocks`, or leave them, to close the file;
 * they fail with `SOURCE_FAILED` where the file looks like UTF-16 and nothing says so.
 */
export async function sniff(
  blocks: AsyncIterable<Buffer>,
  fallback: Encoding,
  fileName: string,
): Promise<Opening> {
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

/** Every ASCII character of UTF-16 has a zero byte, always at the same side. */
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
    `${fileName} looks like UTF-16; say which \`encoding\` it has, utf-16${odd > 0 ? 'le' : 'be'}`,
  );
}

export function isWide(encoding: Encoding): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

/** The same text in UTF-8. What is no text stays, or becomes, bytes that are not UTF-8. */
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
  let heldHalf = '';
  for await (const block of blocks) {
    const bytes = Buffer.concat([odd, block]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
    odd = bytes.subarray(whole.length);
    const text = heldHalf + (isBigEndian ? whole.swap16() : whole).toString('utf16le');
    heldHalf = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    yield fromText(text.slice(0, text.length - heldHalf.length));
  }
  if (odd.length > 0) {
    throw sourceFailed(
      `${fileName} ends in the middle of a character; fetch it again, or say which \`encoding\` it has`,
    );
  }
  if (heldHalf !== '') yield NO_TEXT;
}

function fromText(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts = text.split(/\p{Surrogate}/u).flatMap((part) => [NO_TEXT, Buffer.from(part)]);
  return Buffer.concat(parts.slice(1));
}

/** How many bytes of the file `bytes`, which {@link toUtf8} gave, were. */
export function bytesInFile(bytes: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-8') return bytes.length;
  const wide = isWide(encoding);
  let count = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    // Each character has one byte that does not continue another.
    if ((byte & 0xc0) === 0x80) continue;
    const isPair = byte >= 0xf0 && byte <= 0xf4;
    count += wide ? (isPair ? 4 : 2) : 1;
  }
  return count;
}

/** `text` as it stands in a file. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, 'latin1');
}
