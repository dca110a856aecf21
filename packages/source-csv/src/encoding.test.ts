import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import { encodingNamed } from './encoding-names.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

const wide = (text: string) => Buffer.from(text, 'utf16le');

/** The first cell of each record, or its rejection. */
async function firstCells(bytes: Buffer, encoding?: CsvOptions['encoding']): Promise<unknown[]> {
  await writeFile(join(base, 'a.csv'), bytes);
  const source = csv({ path: 'a.csv', base, names: ['a'], ...(encoding && { encoding }) });
  const found: unknown[] = [];
  for await (const { records } of source.read({ signal: new AbortController().signal })) {
    for (const record of records) {
      found.push(record instanceof Unreadable ? record.rejected : record['a']);
    }
  }
  return found;
}

describe('a byte order mark', () => {
  it.each([
    ['UTF-8', Buffer.from('\ufeffä\n')],
    ['UTF-16, little-endian', wide('\ufeffä\n')],
    ['UTF-16, big-endian', wide('\ufeffä\n').swap16()],
  ])('of %s overrides the option', async (_, bytes) => {
    expect(await firstCells(bytes, 'latin1')).toEqual(['ä']);
  });
});

describe('Windows-1252', () => {
  it('is what files called Latin-1 or ASCII are read as', async () => {
    const bytes = Buffer.from([0x80, 0x85, 0x92, 0x93, 0x94, 0x96, 0x99, 0x9c, 0x9f, 0xe4, 0xff]);
    expect(await firstCells(bytes, 'windows-1252')).toEqual(['€…’“”–™œŸäÿ']);
    for (const name of ['latin1', 'iso-8859-1', 'us-ascii', 'cp1252']) {
      expect(await firstCells(bytes, name)).toEqual(['€…’“”–™œŸäÿ']);
    }
  });

  it('maps each byte as the WHATWG defines', async () => {
    // Without line ends and quotes.
    const bytes = Buffer.from(Array.from({ length: 221 }, (_, index) => index + 35));
    // The characters at 0x80 to 0x9f, from https://encoding.spec.whatwg.org/index-windows-1252.txt
    const signs = [
      0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
      0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
      0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    const expected = Array.from(bytes, (byte) =>
      String.fromCodePoint(signs[byte - 0x80] ?? byte),
    ).join('');
    const [cell] = await firstCells(
      Buffer.from(bytes.filter((byte) => byte !== 0x2c)),
      'windows-1252',
    );
    expect(cell).toBe(expected.replace(',', ''));
  });
});

describe('a record that is not valid text', () => {
  const message = (encoding: string) => ({
    code: 'RECORD_NOT_TEXT',
    message: `the record contains bytes that are not valid ${encoding}; check \`encoding\``,
  });

  it('in UTF-8 is the only record rejected', async () => {
    const bytes = Buffer.from('x\n"a\n\xe4"\n\xc3\xa4\ny\n', 'latin1');
    expect(await firstCells(bytes)).toEqual(['x', message('utf-8'), 'ä', 'y']);
  });

  it('in UTF-16 is the only record rejected', async () => {
    const text = wide('x\n\ud83d\n\ude00\n😀\n\ud83dy\n\ud83d');
    const expected = (encoding: string) => [
      'x',
      message(encoding),
      message(encoding),
      '😀',
      message(encoding),
      message(encoding),
    ];
    expect(await firstCells(text, 'utf-16le')).toEqual(expected('utf-16le'));
    expect(await firstCells(text.swap16(), 'utf-16be')).toEqual(expected('utf-16be'));
  });

  it('ends the read if it is the header', async () => {
    await writeFile(join(base, 'a.csv'), Buffer.from([0xe4, 0x0a, 0x61]));
    const reading = csv({ path: 'a.csv', base }).read({ signal: new AbortController().signal });
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toThrow(
      /^a\.csv:1: the header cannot be read: the record contains bytes that are not valid utf-8/,
    );
  });
});

it('fails if UTF-16 ends in the middle of a character', async () => {
  await expect(firstCells(wide('x\ny\n').subarray(0, -1), 'utf-16le')).rejects.toThrow(
    'a.csv ends in the middle of a character; fetch it again, or correct `encoding`',
  );
});

describe('legacy encodings', () => {
  it.each([
    ['shift_jis', '93fa967b8cea83658358836783765c', '日本語テストプ\\'],
    ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
    ['iso-8859-2', 'be6c75bb6f75e86bfd', 'žluťoučký'],
    ['euc-kr', 'c7d1b1db', '한글'],
    ['gb18030', 'd6d0b9fa9439fc36', '中国😀'],
    ['big5', 'a4a4a4e5', '中文'],
    ['koi8-u', 'f0d2c9d7a4d4', 'Привєт'],
  ])('%s is read as the standard defines', async (encoding, hex, text) => {
    const found = await firstCells(Buffer.from(`${hex}0a`, 'hex'), encoding);
    expect(found).toEqual([text]);
  });

  it.each([
    ...['UTF8', 'utf_8', 'Utf-8', 'cp65001'].map((name) => [name, 'utf-8']),
    ...['cp1252', 'Windows 1252', 'win1252', 'ISO-8859-1', 'ISO8859_1', 'l1'].map((name) => [
      name,
      'windows-1252',
    ]),
    ...['Shift_JIS', 'SJIS', 'cp932', 'shiftjis', 'MS932'].map((name) => [name, 'shift_jis']),
    ...['latin2', 'ISO 8859-2'].map((name) => [name, 'iso-8859-2']),
    ...['UTF-16', 'utf16', 'UCS-2', 'utf16le'].map((name) => [name, 'utf-16le']),
    ...['EUC_JP', 'eucjp'].map((name) => [name, 'euc-jp']),
    ...['KOI8R', 'koi8-r'].map((name) => [name, 'koi8-r']),
    ...['latin9', 'iso-8859-15'].map((name) => [name, 'iso-8859-15']),
    ...['gb2312', 'cp936', 'EUC-CN'].map((name) => [name, 'gbk']),
    ...['utf-8-sig', 'utf8mb4', '65001'].map((name) => [name, 'utf-8']),
    ...['uhc', 'cp949'].map((name) => [name, 'euc-kr']),
    ...['cp874', 'dos-874'].map((name) => [name, 'windows-874']),
    ...['latin10', 'ISO-8859-16'].map((name) => [name, 'iso-8859-16']),
    ...['dos-866', 'cp866', '866'].map((name) => [name, 'ibm866']),
    ...['iso-8859-1:1987', '28591', 'Windows Latin 1', '1252'].map((name) => [
      name,
      'windows-1252',
    ]),
    ['ISO_8859-2:1987', 'iso-8859-2'],
    ['1251', 'windows-1251'],
    ['28599', 'windows-1254'],
    ['cp54936', 'gb18030'],
    ['latin7', 'iso-8859-13'],
  ])('%s is %s', (name, encoding) => {
    expect(encodingNamed(name)).toBe(encoding);
  });

  it.each([
    ['IBM850', '`iconv -f CP850 -t UTF-8`'],
    ['cp437', '`iconv -f CP437 -t UTF-8`'],
    ['852', '`iconv -f CP852 -t UTF-8`'],
    ['ANSI', 'depends on the computer'],
    ['latin11', 'unknown encoding; see the README'],
    ['utf-7', 'unknown encoding; see the README'],
    ['windows-1259', 'unknown encoding; see the README'],
    ['wndows-1252', 'unknown encoding; did you mean `windows-1252`?'],
  ])('%s is none, and no other is suggested than one that is near: %s', (name, problem) => {
    expect(encodingNamed(name)).toEqual({ problem: expect.stringContaining(problem) as string });
  });

  it.each([
    ['shift_jis', '78,0a,81ff,0a,93fa,0a,81,0a,79', ['x', 'bad', '日', 'bad', 'y']],
    ['windows-1253', '78,0a,aa,0a,79', ['x', 'bad', 'y']],
    ['gb18030', '78,0a,8130,0a,79,0a,81', ['x', 'bad', 'y', 'bad']],
  ])('bytes that are not valid %s are one rejection', async (encoding, hex, expected) => {
    const bytes = Buffer.from(hex.replaceAll(',', ''), 'hex');
    const found = await firstCells(bytes, encoding);
    const message = `the record contains bytes that are not valid ${encoding}; check \`encoding\``;
    const bad = { code: 'RECORD_NOT_TEXT', message };
    expect(found).toEqual(expected.map((one) => (one === 'bad' ? bad : one)));
  });
});
