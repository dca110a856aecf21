import { isAscii } from 'node:buffer';
import { sourceFailed } from '@rowferry/files';
import type { Encoding } from './encoding.ts';

/** The characters of Windows-1252 at 0x80 to 0x9f. Undefined ones keep the control character. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Replaces half of a surrogate pair. This byte never occurs in UTF-8. */
const INVALID_UTF8 = Buffer.from([0xff]);

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
