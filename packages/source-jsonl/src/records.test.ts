import { ExactNumber, stringifyExact, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import { expect, it } from 'vitest';
import type { Span } from './lines.ts';
import { readRecords } from './records.ts';

function spanOf(text: string): Span {
  const bytes = Buffer.from(text);
  const end = { offset: bytes.length, line: text.split('\n').length - 1 };
  return { bytes, firstNumber: 1, end, isTooLong: false };
}

function messagesOf(span: Span): string[] {
  return readRecords(span, 1000).records.map((found) =>
    found instanceof Unreadable ? `${found.rejected.code}: ${found.rejected.message}` : 'record',
  );
}

it('reads values digit for digit', () => {
  const span = spanOf('{"id":12345678901234567890,"rate":0.12345678901234567890}\n');
  expect(readRecords(span, 1000).records).toEqual([
    { id: 12345678901234567890n, rate: new ExactNumber('0.12345678901234567890') },
  ]);
});

it('ends lines at LF only, and takes the last of two equal keys', () => {
  const span = spanOf('{"a":1,"a":"\u2028\u0085"}\r\n\r\n{}');
  const { records, lineNumbers, json } = readRecords(span, 1000);
  expect(records).toEqual([{ a: '\u2028\u0085' }, {}]);
  expect(lineNumbers).toEqual([1, 3]);
  const texts = [0, 1].map((index) => jsonTextOf(json, index));
  expect(texts).toEqual(['{"a":1,"a":"\u2028\u0085"}', '{}']);
});

it('reports what is wrong with a bad line and never quotes it', () => {
  const lines = [
    '{"secret":secret}',
    '{secret}',
    '"secret"',
    '{"secret":1',
    'null',
    '[1]',
    '7',
    'secret at position 7',
    '{"a":"\\secret"}',
  ];
  expect(messagesOf(spanOf(lines.join('\n')))).toEqual([
    'LINE_NOT_JSON: the line is not JSON',
    'LINE_NOT_JSON: the line is not JSON at character 2',
    'LINE_NOT_OBJECT: the line is JSON, but a string instead of an object',
    'LINE_NOT_JSON: the line is not JSON at character 12',
    'LINE_NOT_OBJECT: the line is JSON, but null instead of an object',
    'LINE_NOT_OBJECT: the line is JSON, but an array instead of an object',
    'LINE_NOT_OBJECT: the line is JSON, but a number instead of an object',
    'LINE_NOT_JSON: the line is not JSON',
    'LINE_NOT_JSON: the line is not JSON at character 8',
  ]);
});

it('rejects only the lines that are not UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from('{"a":"ü"}\n{"a":"'), Buffer.from([0xe4, 0x22, 0x7d])]);
  const span = { ...spanOf(''), bytes };
  expect(readRecords(span, 1000).records[0]).toEqual({ a: 'ü' });
  expect(messagesOf(span)[1]).toMatch(/^LINE_NOT_UTF8: /);
});

it('rejects a line that is nested too deeply to be written again', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  const brackets = '[{'.repeat(2000);
  const lines = [
    nested(1000),
    nested(1001),
    nested(100_000),
    `{"a":${'['.repeat(100_000)}`,
    `{"${brackets}":"\\"${brackets}\\\\","b":[${'[{}],'.repeat(2000)}1]}`,
    `{"a":"\\\\","b":${nested(1000)}}`,
  ];
  const span = spanOf(lines.join('\n'));
  const tooDeep = 'LINE_TOO_DEEP: the line is nested deeper than 1000 objects and arrays';
  expect(messagesOf(span)).toEqual(['record', tooDeep, tooDeep, tooDeep, 'record', tooDeep]);
  expect(stringifyExact(readRecords(span, 1000).records[0])).toBe(lines[0]);
});

it('keeps the text of a line that is not a record', () => {
  const bytes = Buffer.concat([Buffer.from('{"a":\r\n[1]\n"'), Buffer.from([0xe4, 0x22])]);
  const { records } = readRecords({ ...spanOf(''), bytes }, 1000);
  const raws = records.map((one) => (one instanceof Unreadable ? one.raw : 'record'));
  expect(raws).toEqual(['{"a":', '[1]', '"\ufffd"']);
});

it('keeps the beginning of a line that is too long, as a whole character and without its mark', () => {
  const text = `\ufeff{"a":"${'ü'.repeat(100_000)}`;
  const { records } = readRecords({ ...spanOf(text), isTooLong: true }, 1000);
  const [raw = ''] = records.map((one) => (one instanceof Unreadable ? one.raw : 'record'));
  expect(raw).toBe(text.slice(1, 1 + raw.length));
  expect(Buffer.byteLength(raw)).toBeGreaterThan(64 * 1024 - 2);
});
