import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceRecord, Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import type { CsvOptions } from './options.ts';

let base = '';
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'rowferry-csv-'));
});
afterAll(() => rm(base, { recursive: true }));

/** The records of a file, or the error of reading it. */
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
  /^SOURCE_FAILED a\.csv:1: the header contains a line end that is not quoted; set `lineEnd` and `encoding`/;
const NO_LINE_END =
  /^SOURCE_FAILED a\.csv:1: the file has only a header, without a line end; set `lineEnd` and `encoding` to those of the file, or/;
const UTF_16 = /^SOURCE_FAILED a\.csv looks like UTF-16; set `encoding: utf-16(le|be)`$/;

describe('a header that was read with the wrong marks or encoding ends the read', () => {
  const CASES: Readonly<Record<string, [string | Buffer, Partial<CsvOptions>, RegExp]>> = {
    'CR in the file, read as LF': [TEXT.replaceAll('\n', '\r'), {}, HOLDS_LINE_END],
    'CR CR LF in the file, read as LF or CRLF': [
      TEXT.replaceAll('\n', '\r\r\n'),
      {},
      HOLDS_LINE_END,
    ],
    'LF in the file, read as CRLF': [TEXT, { lineEnd: '\r\n' }, HOLDS_LINE_END],
    'LF in the file, read as CR': [TEXT, { lineEnd: '\r' }, HOLDS_LINE_END],
    'UTF-16 BE in the file, read as UTF-16 LE': [
      wide(TEXT).swap16(),
      { encoding: 'utf-16le' },
      HOLDS_LINE_END,
    ],
    'UTF-16 LE in the file, read as UTF-16 BE': [
      wide(TEXT.replaceAll('\n', '\r\n')),
      { encoding: 'utf-16be' },
      HOLDS_LINE_END,
    ],
    'UTF-8 in the file, read as UTF-16': [TEXT, { encoding: 'utf-16le' }, NO_LINE_END],
    'no line end': ['vin,brand', {}, NO_LINE_END],
    'another line end in the file, read as LF': ['vin,brand|A,1|', {}, NO_LINE_END],
    'UTF-8 of an odd length in the file, read as UTF-16': [
      `${TEXT}C`,
      { encoding: 'utf-16le' },
      /^SOURCE_FAILED a\.csv ends in the middle of a character; .*`encoding`/,
    ],
    'UTF-8 in the file, read as UTF-16, longer than a record may be': [
      TEXT.repeat(30),
      { encoding: 'utf-16be', maxRecordBytes: 99 },
      /^SOURCE_FAILED a\.csv:1: the header cannot be read: .* \(maxRecordBytes\); set `lineEnd` and `encoding` to those of the file$/,
    ],
    'UTF-16 in the file, read as UTF-8': [wide(TEXT), {}, UTF_16],
    'UTF-16 with quotes in the file, read as UTF-8': [
      wide(TEXT.replaceAll(/\w+/g, '"$&"')),
      {},
      UTF_16,
    ],
    'UTF-16 BE in the file, read as Latin-1': [wide(TEXT).swap16(), { encoding: 'latin1' }, UTF_16],
    'a zero byte': [
      'vin,"br\0and"\nA,1\n',
      {},
      /^SOURCE_FAILED a\.csv:1: the header contains a zero byte; set `encoding`/,
    ],
  };

  it.each(Object.entries(CASES))('%s', async (_, [content, options, message]) => {
    expect(await outcomeOf(content, options)).toMatch(message);
    const names = { names: ['x', 'y'], header: true };
    expect(await outcomeOf(content, { ...options, ...names })).toMatch(message);
  });
});

it.each([
  [
    '[{"id":1},{"id":2}]\n',
    /a quote is inside .*; if the file is JSON, read it with `use: json` or/,
  ],
  ['{"id":1,"b":2}\n{"id":2,"b":3}\n', /; if the file is JSON, read it with `use: json` or/],
  ['5" disk,b\n1,2\n', /; correct it, or, if quotes are text in this file, set `quote: null`$/],
])('the header of %j comes with advice', async (text, message) => {
  expect(await outcomeOf(text, {})).toMatch(message);
});

it('UTF-16 is also recognized in a file without a header', async () => {
  const names = ['x', 'y'];
  expect(await outcomeOf(wide('A,1'), { names })).toMatch(UTF_16);
  expect(await outcomeOf(wide(TEXT), { names, encoding: 'utf-16le' })).toHaveLength(3);
});

it('a file may have only a header that ends with a line end', async () => {
  expect(await outcomeOf('a,b\r\n', {})).toEqual([]);
  expect(await outcomeOf('"a\r",b\r', { lineEnd: '\r' })).toEqual([]);
});
