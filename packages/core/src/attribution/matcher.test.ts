import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRows } from '../chunks/csv-rows.ts';
import { csvWriter } from '../chunks/csv-writer.ts';
import type { Definition } from '../contract/definition.ts';
import { matcher } from './matcher.ts';

const HEADER = ['a__c', 'b__c', 'c__c'];
const text = fc.constantFrom(
  '',
  'White',
  'white',
  '1',
  '1.0',
  '01',
  'true',
  'TRUE',
  'a,b',
  '["a","b"]',
  '2024-01-02',
  '2024-01-02T00:00:00Z',
  '\0',
);
const value = fc.oneof(
  text,
  fc.constantFrom<unknown>(1, 1n, 0, true, false, null, undefined, ['a', 'b'], [], { a: 1 }),
);
const columnDefault = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'White',
  1,
  true,
  '2024-01-02',
  ['a', 'b'],
);

function definitionOf(defaults: readonly unknown[]): Definition {
  const plain = { type: 'string', required: false, unique: false, filterable: false };
  return {
    object: 'Thing',
    columns: Object.fromEntries(
      HEADER.map((name, index) => [name, { ...plain, system: false, default: defaults[index] }]),
    ),
  };
}

describe('matcher', () => {
  it('finds through its index exactly the rows that fit, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 40 }),
        fc.array(
          fc.record({ a__c: value, b__c: value, c__c: value, Id: fc.nat() }, { requiredKeys: [] }),
          { minLength: 1, maxLength: 12 },
        ),
        fc.tuple(columnDefault, columnDefault, columnDefault),
        (table, echoes, defaults) => {
          const rows = csvRows(Buffer.from(csvWriter(3)([HEADER, ...table])));
          const match = matcher(rows, definitionOf(defaults));
          for (const echo of echoes) {
            const fitting = table.flatMap((_, row) => (match.fits(echo, row) ? [row] : []));
            expect([...match.rowsOf(echo)]).toEqual(fitting);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not take an echo without a sent column as evidence', () => {
    const rows = csvRows(Buffer.from(csvWriter(3)([HEADER, ['1', '2', '3']])));
    const match = matcher(rows, undefined);
    expect(match.carriesColumns({ Id: '1', toString: 1 })).toBe(false);
    expect(match.carriesColumns({ Id: '1', b__c: undefined })).toBe(true);
    expect(match.fits({ b__c: 2, other__c: 'x' }, 0)).toBe(true);
    expect(match.fits({ b__c: 3 }, 0)).toBe(false);
  });
});
