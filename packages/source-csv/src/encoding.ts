export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252'] as const;

/** The encoding of a file's characters. */
export type Encoding = (typeof ENCODINGS)[number];

export function isWide(encoding: Encoding): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

/** The number of bytes in the file that `toUtf8` converted to `bytes`. */
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
