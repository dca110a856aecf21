import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceRecord, Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CsvOptions, csv } from './csv.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

/** The records of a file, or what reading it fails with. */
async function outcomeOf(
  content: string | Buffer,
  options: Partial<CsvOptions>,
): Promise<readonly (SourceRecord | Unreadable)[] | string> {
  await writeFile(join(base, 'a.csv'), content);
  const { signal } = new AbortController();
  const found: (SourceRecord | Unreadable)[] = [];
  try {
    for await (const batch of csv({ path: 'a.csv', base, ...options }).read({ signal })) {
      found.push(...batch.records);
    }
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
  return found;
}

const TEXT = 'vin,brand\nA,1\nB,2\n';
const wide = (text: string) => Buffer.from(text, 'utf16le');
const HOLDS_LINE_END =
  /^SOURCE_FAILED a\.csv:1: the header holds a line end that is not quoted; say which `lineEnd` and `encoding`/;
const NO_LINE_END =
  /^SOURCE_FAILED a\.csv:1: the header is all there is, without a line end; say which `lineEnd` and `encoding` the file has, or/;
const UTF_16 =
  /^SOURCE_FAILED a\.csv looks like UTF-16; say which `encoding` it has, utf-16(le|be)$/;

describe('a header that was read with the wrong marks ends the read', () => {
  const CASES: Readonly<Record<string, [string | Buffer, Partial<CsvOptions>, RegExp]>> = {
    'CR for LF': [TEXT.replaceAll('\n', '\r'), {}, HOLDS_LINE_END],
    'CR CR LF for CRLF': [TEXT.replaceAll('\n', '\r\r\n'), {}, HOLDS_LINE_END],
    'LF for CRLF': [TEXT, { lineEnd: '\r\n' }, HOLDS_LINE_END],
    'LF for CR': [TEXT, { lineEnd: '\r' }, HOLDS_LINE_END],
    'UTF-16, the higher byte first, for the lower': [
      wide(TEXT).swap16(),
      { encoding: 'utf-16le' },
      HOLDS_LINE_END,
    ],
    'UTF-16, the lower byte first, for the higher': [
      wide(TEXT.replaceAll('\n', '\r\n')),
      { encoding: 'utf-16be' },
      HOLDS_LINE_END,
    ],
    'UTF-8 for UTF-16': [TEXT, { encoding: 'utf-16le' }, NO_LINE_END],
    'no line end': ['vin,brand', {}, NO_LINE_END],
    'another line end for LF': ['vin,brand|A,1|', {}, NO_LINE_END],
    'UTF-8 of an odd length for UTF-16': [
      `${TEXT}C`,
      { encoding: 'utf-16le' },
      /^SOURCE_FAILED a\.csv ends in the middle of a character; .*`encoding`/,
    ],
    'UTF-8 for UTF-16, with more than a record may hold': [
      TEXT.repeat(30),
      { encoding: 'utf-16be', maxRecordBytes: 99 },
      /^SOURCE_FAILED a\.csv:1: the header cannot be read: .* \(maxRecordBytes\); say which `lineEnd` and `encoding` the file has$/,
    ],
    'UTF-16 for UTF-8': [wide(TEXT), {}, UTF_16],
    'UTF-16, quoted, for UTF-8': [wide(TEXT.replaceAll(/\w+/g, '"$&"')), {}, UTF_16],
    'UTF-16, the higher byte first, for Latin-1': [
      wide(TEXT).swap16(),
      { encoding: 'latin1' },
      UTF_16,
    ],
    'a zero byte': [
      'vin,"br\0and"\nA,1\n',
      {},
      /^SOURCE_FAILED a\.csv:1: the header holds a zero byte; say which `encoding`/,
    ],
  };

  it.each(Object.entries(CASES))('%s', async (_, [content, options, message]) => {
    expect(await outcomeOf(content, options)).toMatch(message);
    const names = { names: ['x', 'y'], header: true };
    expect(await outcomeOf(content, { ...options, ...names })).toMatch(message);
  });
});

it('of UTF-16 is known without a header as well', async () => {
  const names = ['x', 'y'];
  expect(await outcomeOf(wide('A,1'), { names })).toMatch(UTF_16);
  expect(await outcomeOf(wide(TEXT), { names, encoding: 'utf-16le' })).toHaveLength(3);
});

it('may be all there is, ended by a line end', async () => {
  expect(await outcomeOf('a,b\r\n', {})).toEqual([]);
  expect(await outcomeOf('"a\r",b\r', { lineEnd: '\r' })).toEqual([]);
});
