import { isAscii } from 'node:buffer';
import { createMultibyteDecoder } from '@exodus/bytes/multi-byte.js';
import { createSinglebyteDecoder } from '@exodus/bytes/single-byte.js';
import { sourceFailed } from '@rowferry/files';
import { type Encoding, isMultiByte, isWide } from './encoding.ts';

/** Stands for bytes that are not valid in the encoding. This byte never occurs in UTF-8. */
const INVALID_UTF8 = Buffer.from([0xff]);
/** No character has more bytes. */
const CHARACTER_BYTES_MAX = 4;

/** Converts to UTF-8. Bytes that are not valid in `encoding` become bytes that are not UTF-8. */
export function toUtf8(
  blocks: AsyncIterable<Buffer>,
  encoding: Encoding,
  fileName: string,
): AsyncIterable<Buffer> {
  if (encoding === 'utf-8') return blocks;
  if (isWide(encoding)) return fromUtf16(blocks, encoding === 'utf-16be', fileName);
  return fromLegacy(blocks, encoding);
}

/** Converts a whole text, such as one character. */
export function wholeToUtf8(bytes: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'utf-8' || isAscii(bytes)) return bytes;
  if (isWide(encoding)) return INVALID_UTF8;
  return fromText(decoderOf(encoding)(bytes, false), '\ufffd');
}

/** Replaces what is not valid by U+FFFD. */
function decoderOf(encoding: Encoding): (bytes: Buffer, isMore: boolean) => string {
  if (isMultiByte(encoding)) return createMultibyteDecoder(encoding, true);
  return createSinglebyteDecoder(encoding, true);
}

async function* fromLegacy(
  blocks: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<Buffer> {
  const decode = decoderOf(encoding);
  let mayBeInCharacter = false;
  for await (const block of blocks) {
    if (!mayBeInCharacter && isAscii(block)) {
      yield block;
      continue;
    }
    yield fromText(decode(block, true), '\ufffd');
    const tail = block.subarray(-CHARACTER_BYTES_MAX);
    mayBeInCharacter = tail.length < CHARACTER_BYTES_MAX || !isAscii(tail);
  }
  if (isMultiByte(encoding)) yield fromText(decode(Buffer.alloc(0), false), '\ufffd');
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
    const known = text.slice(0, text.length - pendingHalf.length);
    yield known.isWellFormed() ? Buffer.from(known) : fromText(known, /\p{Surrogate}/u);
  }
  if (odd.length > 0) {
    throw sourceFailed(
      `${fileName} ends in the middle of a character; fetch it again, or correct \`encoding\``,
    );
  }
  if (pendingHalf !== '') yield INVALID_UTF8;
}

/** `text` in UTF-8, with {@link INVALID_UTF8} in place of each `invalid`. */
function fromText(text: string, invalid: string | RegExp): Buffer {
  const [first = '', ...others] = text.split(invalid);
  if (others.length === 0) return Buffer.from(first);
  return Buffer.concat([
    Buffer.from(first),
    ...others.flatMap((part) => [INVALID_UTF8, Buffer.from(part)]),
  ]);
}
