import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from './csv-rows.ts';
import { csvWriter } from './csv-writer.ts';

const cellText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r',
      '\r\n',
      ' ',
      'a',
      ';',
      '\t',
      '😀',
      '\u2028',
      '\ufeff',
    ),
    maxLength: 8,
  }),
);
const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  fc.array(fc.array(cellText, { minLength: columns, maxLength: columns }), {
    minLength: 1,
    maxLength: 20,
  }),
);

function fileOf(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(csvWriter(rows[0]?.length ?? 0)(rows));
}

describe('csvWriter', () => {
  it('is read back by another reader, whichever line endings that reader accepts', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = fileOf(rows).toString();
        const options = { relax_column_count: false, skip_empty_lines: true };
        expect(parse(text, { ...options, record_delimiter: '\n' })).toEqual(rows);
        expect(parse(text, { ...options, record_delimiter: ['\r\n', '\n', '\r'] })).toEqual(rows);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes the same text for rows one by one and together', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const csv = csvWriter(rows[0]?.length ?? 0);
        expect(rows.map((row) => csv([row])).join('')).toBe(csv(rows));
      }),
    );
  });

  it('writes RFC 4180: LF after every row, doubled quotes, no blank line, no BOM', () => {
    expect(
      csvWriter(2)([
        ['a"b', 'c,d'],
        ['', ''],
      ]),
    ).toBe('"a""b","c,d"\n,\n');
    expect(csvWriter(1)([[''], ['x']])).toBe('""\nx\n');
    expect(csvWriter(2)([['a\r', 'b\nc']])).toBe('"a\r","b\nc"\n');
  });
});

describe('csvRows', () => {
  it('returns the header, every cell, and the exact text of every row', () => {
    fc.assert(
      fc.property(table, (all) => {
        const file = fileOf(all);
        const [header, ...data] = all;
        const rows = csvRows(file);
        expect(rows.count).toBe(data.length);
        expect(rows.header).toEqual(header);
        expect(data.map((_, row) => rows.cells(row))).toEqual(data);
        for (const [row, cells] of data.entries()) {
          expect(rows.text(row)).toBe(csvWriter(cells.length)([cells]));
        }
        const texts = data.map((_, row) => rows.text(row));
        expect(rows.headerText + texts.join('')).toBe(file.toString());
      }),
      { numRuns: 1000 },
    );
  });

  it('counts the lines on which a row begins and ends as an independent counter does', () => {
    fc.assert(
      fc.property(table, (all) => {
        const rows = csvRows(fileOf(all));
        const breaks = { lf: /\n/g, any: /\r\n|\r|\n/g };
        for (const endings of ['lf', 'any'] as const) {
          const linesOf = (text: string) => text.match(breaks[endings])?.length ?? 0;
          for (let row = 0; row < rows.count; row++) {
            const before = linesOf(fileOf(all.slice(0, row + 1)).toString());
            const after = linesOf(fileOf(all.slice(0, row + 2)).toString());
            expect(rows.lines(row, endings)).toEqual({ first: before + 1, last: after });
          }
        }
        const cells = all.flat().join('');
        expect(rows.hasLineBreaks).toBe(/[\r\n]/.test(cells));
      }),
      { numRuns: 1000 },
    );
  });
});
