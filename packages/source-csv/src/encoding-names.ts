import { normalizeEncoding } from '@exodus/bytes/encoding.js';
import { suggest } from '@rowferry/core/internal';
import { ENCODINGS, type Encoding } from './encoding.ts';

/** Names that people use and the standard does not have, without blanks, hyphens and underscores. */
const OTHER_NAMES: Readonly<Record<string, Encoding>> = {
  utf8sig: 'utf-8',
  utf8mb3: 'utf-8',
  utf8mb4: 'utf-8',
  cp65001: 'utf-8',
  utf16: 'utf-16le',
  cp1200: 'utf-16le',
  cp1201: 'utf-16be',
  windowslatin1: 'windows-1252',
  cp20127: 'windows-1252',
  cp28605: 'iso-8859-15',
  latin7: 'iso-8859-13',
  latin8: 'iso-8859-14',
  latin9: 'iso-8859-15',
  latin10: 'iso-8859-16',
  cp874: 'windows-874',
  dos866: 'ibm866',
  cp20866: 'koi8-r',
  cp21866: 'koi8-u',
  cp10000: 'macintosh',
  macroman: 'macintosh',
  cp932: 'shift_jis',
  cp51932: 'euc-jp',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp936: 'gbk',
  euccn: 'gbk',
  cp54936: 'gb18030',
  cp950: 'big5',
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
/** Code pages of DOS and of mainframes. */
const CODE_PAGE = /^(?:cp|ibm|dos|oem|ebcdiccp)?(037|437|500|737|775|85[02578]|86[0-59]|1047)$/;

/** The encoding that people call `name`, or what is wrong with the name. */
export function encodingNamed(name: string): Encoding | { readonly problem: string } {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/:\d{4}$/, '');
  const found = standardName(plain);
  if (found !== undefined && found in REFUSED) return { problem: REFUSED[found] as string };
  const encoding = ENCODINGS.find((one) => one === found);
  return encoding ?? { problem: problemOf(plain) };
}

function problemOf(name: string): string {
  const bare = bareName(name);
  if (bare === 'ansi' || bare === 'oem') {
    return 'which encoding this is depends on the computer; name it, such as `windows-1252` in Western Europe';
  }
  const page = CODE_PAGE.exec(bare)?.[1];
  if (page !== undefined) {
    return `this code page is not read; convert the files, for instance with \`iconv -f CP${page} -t UTF-8\``;
  }
  // A name with another number is another encoding, and no misspelling.
  const known = KNOWN_NAMES.filter((one) => digitsOf(one) === digitsOf(name));
  return `unknown encoding${suggest(name, known) || '; see the README for the names'}`;
}

function digitsOf(name: string): string {
  return name.replaceAll(/\D/g, '');
}

function standardName(name: string): string | undefined {
  const bare = bareName(name);
  for (const label of [
    name,
    name.replaceAll(/[ _]/g, '-'),
    bare,
    bare.replace(/^(?:windows|win|ms|)(?=\d)/, 'cp'),
    bare.replace(/^(?:cp)?2859(?=\d$)/, 'iso-8859-'),
  ]) {
    const found = normalizeEncoding(label) ?? OTHER_NAMES[label];
    if (found !== null && found !== undefined) return found;
  }
  return ENCODINGS.find((one) => bareName(one) === bare);
}

function bareName(name: string): string {
  return name.replaceAll(/[-_ ]/g, '');
}
