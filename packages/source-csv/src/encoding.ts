import { createMultibyteEncoder } from '@exodus/bytes/multi-byte.js';
import { createSinglebyteEncoder } from '@exodus/bytes/single-byte.js';

/** The encodings of the WHATWG's Encoding Standard that files can have. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-8-i',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'ibm866',
  'koi8-r',
  'koi8-u',
  'macintosh',
  'x-mac-cyrillic',
  'x-user-defined',
  'big5',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'gbk',
  'shift_jis',
] as const;

/** The encoding of a file's characters. */
export type Encoding = (typeof ENCODINGS)[number];

export function isWide(encoding: Encoding): boolean {
  return encoding === 'utf-16le' || encoding === 'utf-16be';
}

const MULTI_BYTE: readonly Encoding[] = ['big5', 'euc-jp', 'euc-kr', 'gb18030', 'gbk', 'shift_jis'];

/** Whether a character may have several bytes, of which some may look like ASCII. */
export function isMultiByte(encoding: Encoding): boolean {
  return MULTI_BYTE.includes(encoding);
}

/** `text` as bytes in `encoding`; `undefined` if it has a character that the encoding has not. */
export function encode(text: string, encoding: Encoding): Buffer | undefined {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const encoder = isMultiByte(encoding)
    ? createMultibyteEncoder(encoding)
    : createSinglebyteEncoder(encoding);
  try {
    return Buffer.from(encoder(text));
  } catch {
    return undefined;
  }
}
