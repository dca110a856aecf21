import { normalizeEncoding } from '@exodus/bytes/encoding.js';
import { createMultibyteEncoder } from '@exodus/bytes/multi-byte.js';
import { createSinglebyteEncoder } from '@exodus/bytes/single-byte.js';
import { suggest } from '@rowferry/core/internal';

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

/** Names that people use and the standard does not have, without blanks, hyphens and underscores. */
const OTHER_NAMES: Readonly<Record<string, Encoding>> = {
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp65001: 'utf-8',
  utf16: 'utf-16le',
  latin9: 'iso-8859-15',
  macroman: 'macintosh',
};
/** Common names, to suggest one for an unknown one. */
const KNOWN_NAMES = [...ENCODINGS, 'latin1', 'latin2', 'cp1252', 'utf8', 'utf-16', 'sjis', 'ascii'];

/** Names of the standard that no read can be built on, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  'iso-2022-jp':
    'a line of it may continue in the state of the one before, so that a read could not restart; ' +
    'convert the files, for instance with `iconv -f ISO-2022-JP -t UTF-8`',
  replacement:
    'the encoding is not safe to read; convert the files to UTF-8 with the program that wrote them',
};

/** The encoding that people call `name`, or what is wrong with the name. */
export function encodingNamed(name: string): Encoding | { readonly problem: string } {
  const found = standardName(name);
  if (found !== undefined && found in REFUSED) return { problem: REFUSED[found] as string };
  const encoding = ENCODINGS.find((one) => one === found);
  if (encoding !== undefined) return encoding;
  return {
    problem: `unknown encoding${suggest(name, KNOWN_NAMES) || '; see the README for the names'}`,
  };
}

function standardName(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  const bare = bareName(lower);
  for (const label of [
    lower,
    lower.replaceAll(/[ _]/g, '-'),
    bare,
    bare.replace(/^(?:windows|win|ms)(?=\d)/, 'cp'),
  ]) {
    const found = normalizeEncoding(label) ?? OTHER_NAMES[label];
    if (found !== null && found !== undefined) return found;
  }
  return ENCODINGS.find((one) => bareName(one) === bare);
}

function bareName(name: string): string {
  return name.replaceAll(/[-_ ]/g, '');
}

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
