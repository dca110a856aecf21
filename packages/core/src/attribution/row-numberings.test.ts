import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvRows } from '../chunks/csv-rows.ts';
import { csvWriter } from '../chunks/csv-writer.ts';
import { ROW_NUMBERINGS, rowNamer } from './row-numberings.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '"'), maxLength: 6 });

it('names the same row under each numbering as counting by hand does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 15 }), (cells) => {
      const texts = [['x__c', 'y__c'], ...cells].map((row) => csvWriter(2)([row]));
      const name = rowNamer(csvRows(Buffer.from(texts.join(''))));
      const lines = (text: string, ends: RegExp) => text.match(ends)?.length ?? 0;
      const named: Record<string, Map<number, number>> = {};
      for (const numbering of ROW_NUMBERINGS) named[numbering] = new Map();
      for (let row = 0; row < cells.length; row++) {
        const [before, after] = [
          texts.slice(0, row + 1).join(''),
          texts.slice(0, row + 2).join(''),
        ];
        named['records']?.set(row + 2, row);
        named['first-lf']?.set(lines(before, /\n/g) + 1, row);
        named['last-lf']?.set(lines(after, /\n/g), row);
        named['first-any']?.set(lines(before, /\r\n|\r|\n/g) + 1, row);
        named['last-any']?.set(lines(after, /\r\n|\r|\n/g), row);
      }
      for (const numbering of ROW_NUMBERINGS) {
        for (const number of [-1, 0, 1, 1.5, Number.NaN, 1e9]) {
          expect(name(number, numbering)).toBeUndefined();
        }
        for (let number = 2; number < 60; number++) {
          expect(name(number, numbering)).toBe(named[numbering]?.get(number));
        }
      }
    }),
  );
});
