import type { Finding, OtherFormat } from './finding.ts';

const DATABASE = 'export its rows as CSV or JSON Lines';

/**
 * How files of other formats begin, in Latin-1. No table and no JSON begins so: each has control characters, or is
 * too long to be a name. Shorter marks, such as `PK` of ZIP or `PAR1` of Parquet, may begin a header.
 */
const SIGNATURES: ReadonlyMap<string, OtherFormat> = new Map([
  ...['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].map((mark) =>
    other(mark, 'a ZIP archive or a workbook', 'unpack it, or save the sheet as CSV'),
  ),
  other("7z\xbc\xaf'\x1c", 'a 7-Zip archive', 'unpack it'),
  other('Rar!\x1a\x07', 'a RAR archive', 'unpack it'),
  other('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Office document', 'save the sheet as CSV'),
  compressed('\x28\xb5\x2f\xfd', 'zstd', 'zstd -d'),
  ...[...'123456789'].flatMap((level) => [
    compressed(`BZh${level}1AY&SY`, 'bzip2', 'bzip2 -d'),
    compressed(`BZh${level}\x17rE8P\x90`, 'bzip2', 'bzip2 -d'),
  ]),
  compressed('\xfd7zXZ\x00', 'xz', 'xz -d'),
  compressed('LZIP\x01', 'lzip', 'lzip -d'),
  compressed('\x04\x22\x4d\x18', 'lz4', 'lz4 -d'),
  compressed('\xff\x06\x00\x00sNaPpY', 'Snappy', 'snzip -d'),
  compressed('\x1f\x9d', 'compress', 'uncompress'),
  compressed('\x1f\x8b', 'gzip twice', 'gzip -d'),
  other('PAR1\x15', 'a Parquet file', DATABASE),
  other('Obj\x01', 'an Avro file', DATABASE),
  other('SQLite format 3\x00', 'an SQLite database', DATABASE),
  other(
    'PGDMP\x01',
    'a dump of PostgreSQL',
    'restore it, and read its tables with `use: postgres`',
  ),
  other('PGCOPY\n\xff\r\n\x00', 'a binary COPY of PostgreSQL', 'copy with `FORMAT csv`'),
  other('%PDF-1.', 'a PDF', 'ask for the data it was made from'),
  other('\xff\xfe\x00\x00', 'UTF-32', 'convert it with `iconv -f UTF-32 -t UTF-8`'),
  other('\x00\x00\xfe\xff', 'UTF-32', 'convert it with `iconv -f UTF-32 -t UTF-8`'),
]);

/** The header of the first file in a tar archive has its name at the start, and this mark. */
const TAR_NAME_BYTES = 100;
const TAR_MARK = 'ustar';
const TAR_MARK_AT = 257;
const [, TAR] = other('', 'a tar archive', 'unpack it, for example with `tar -x`');

/** The format of a file that is not text. */
export function binaryFormat(head: Buffer): Finding {
  const start = head.toString('latin1', 0, TAR_MARK_AT + TAR_MARK.length);
  for (const [mark, found] of SIGNATURES) {
    if (start.startsWith(mark)) return found;
    if (mark.startsWith(start)) return 'more';
  }
  return tarFormat(start);
}

function tarFormat(start: string): Finding {
  // Names of files in archives begin with none of these, but JSON, HTML and quoted cells do.
  if (/^[\s[{<"]/.test(start)) return undefined;
  const isComplete = start.length === TAR_MARK_AT + TAR_MARK.length;
  if (!isComplete) return start.includes('\n') ? undefined : 'more';
  return start.endsWith(TAR_MARK) && start.slice(0, TAR_NAME_BYTES).includes('\0')
    ? TAR
    : undefined;
}

function other(mark: string, format: string, advice: string): [string, OtherFormat] {
  return [mark, { what: `is ${format}, which cannot be read`, advice }];
}

function compressed(mark: string, format: string, command: string): [string, OtherFormat] {
  return other(
    mark,
    `compressed with ${format}`,
    `decompress it first, for example with \`${command}\``,
  );
}
