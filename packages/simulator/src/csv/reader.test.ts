import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from './reader.ts';
import { CsvFault } from './record.ts';

function cellsOf(text: string): string[][] {
  return [...readCsv(Buffer.from(text))].map(({ cells }) => [...cells]);
}

const cell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', '\r', 'a"b', ' x ', 'é', '😀', 'a\nb,c"'),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
  );

describe('readCsv', () => {
  test('reads back the output of csv-stringify', () => {
    const delimiter = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(table, delimiter, fc.boolean(), fc.boolean(), (rows, record, quoted, eof) => {
        const text = stringify(rows, {
          record_delimiter: record,
          quoted,
          quoted_empty: true,
          quoted_match: /[\r\n]/,
          eof,
        });
        expect(cellsOf(text)).toEqual(rows);
      }),
    );
  });

  test('returns the same as csv-parse, or throws when it throws, for any text', () => {
    const text = fc.array(fc.constantFrom('a', '"', ',', '\n', 'b')).map((list) => list.join(''));
    fc.assert(
      fc.property(text, (written) => {
        fc.pre(!/(^|\n)\n/.test(written));
        let expected: string[][] | undefined;
        try {
          expected = parse(written, { record_delimiter: '\n' });
        } catch {
          expected = undefined;
        }
        if (expected === undefined) expect(() => cellsOf(written)).toThrow(CsvFault);
        else expect(cellsOf(written)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['a,b\n1,x"y\n', 'A quote inside a bare cell (record 2, line 2).'],
    ['a,b\n1,"x"y\n', 'Text after a closing quote (record 2, line 2).'],
    ['a,b\n1,"x" \n', 'Text after a closing quote (record 2, line 2).'],
    ['a,b\n1,"x\ny\n', 'An unclosed quote (record 2, line 2).'],
    ['a,b\n1,2,3\n', 'Expected 2 cells, found 3 (record 2, line 2).'],
    ['a,b\n"x\ny",2\n1\n', 'Expected 2 cells, found 1 (record 3, line 4).'],
    ['a,b\r1,2\r', 'A CR without LF (record 1, line 1).'],
    ['a,b\n1,2\r', 'A CR without LF (record 2, line 2).'],
    ['a,b\n\n1,2\n', 'A blank line (record 2, line 2).'],
    ['a,b\n1,2\n\n', 'A blank line (record 3, line 3).'],
  ])('refuses %j', (text, message) => {
    expect(() => cellsOf(text)).toThrow(CsvFault);
    expect(() => cellsOf(text)).toThrow(message);
  });

  test('numbers records and their physical lines', () => {
    const places = [...readCsv(Buffer.from('a\r\n"1\n2\r\n3"\r\n4'))].map(
      ({ number, firstLine, lastLine }) => [number, firstLine, lastLine],
    );
    expect(places).toEqual([
      [1, 1, 1],
      [2, 2, 4],
      [3, 5, 5],
    ]);
  });

  test('skips blank lines if requested, counted or not', () => {
    const numbers = (blank: 'skip' | 'count') =>
      [...readCsv(Buffer.from('a\n\n1\n'), blank)].map(({ number }) => number);
    expect(numbers('skip')).toEqual([1, 2]);
    expect(numbers('count')).toEqual([1, 3]);
  });
});
