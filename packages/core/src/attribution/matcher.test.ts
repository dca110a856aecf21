import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRows, csvRows } from '../chunks/csv-rows.ts';
import { csvWriter } from '../chunks/csv-writer.ts';
import type { Definition } from '../contract/definition.ts';
import type { Echo } from './echo.ts';
import { type Matcher, matcher } from './matcher.ts';

const HEADER = ['a__c', 'b__c', 'c__c'];
const text = fc.constantFrom(
  ...['', ' ', 'White', 'white', 'Whit', 'W', '\0', 'x', 'a,b', '["a","b"]', 'caf\u00e9'],
  ...['1', '1.0', '01', '1,000', '1000', '999.5', '1000004', '1e6', '12345678', '12345679', '-1'],
  ...['true', 'TRUE', 'true.', 'yes', 'no', '0', 'x'.repeat(300), 'x'.repeat(299)],
  ...['2024-01-02', '2024-01-02T00:00:00Z', '01/02/2024', '20240102', 'Jan 2024'],
);
const value = fc.oneof(
  text,
  fc.constantFrom<unknown>(
    ...[1, 1n, 0, -1, 1000, 1_000_000, 12_345_678, 1e21, true, false, null, undefined],
    ...[['a', 'b'], [], { a: 1 }],
  ),
);
const column = fc.record({
  type: fc.constantFrom('string', 'number', 'boolean', 'unheard of'),
  format: fc.constantFrom('date', 'long-text'),
  default: fc.constantFrom<unknown>(undefined, null, '', 'White', 1, true, '2024-01-02', [
    'a',
    'b',
  ]),
});

function definitionOf(columns: readonly (object | undefined)[]): Definition {
  const plain = { required: false, unique: false, filterable: false, system: false };
  const known = HEADER.flatMap((name, index) =>
    columns[index] === undefined ? [] : [[name, { ...plain, ...columns[index] }]],
  );
  return { object: 'Thing', columns: Object.fromEntries(known) };
}

function rowsOf(table: readonly (readonly string[])[], header: readonly string[] = HEADER) {
  return csvRows(
    Buffer.from(csvWriter(header.length)([[...header], ...table.map((row) => [...row])])),
  );
}

/** The rows of a finding that is whole. */
function rowsFound(match: Matcher, echo: Echo): number[] | undefined {
  const rows = match.find(echo).groups?.flatMap((group) => [...match.rowsOf(group)]);
  return rows?.sort((one, other) => one - other);
}

describe('matcher', () => {
  it('finds exactly the rows that the echo may fit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 40 }),
        fc.array(
          fc.record({ a__c: value, b__c: value, c__c: value, Id: fc.nat() }, { requiredKeys: [] }),
          { minLength: 1, maxLength: 12 },
        ),
        fc.array(fc.option(column, { nil: undefined }), { minLength: 3, maxLength: 3 }),
        (table, echoes, columns) => {
          const match = matcher(rowsOf(table), definitionOf(columns));
          for (const echo of echoes) {
            const fitting = table.flatMap((_, row) => (match.mayFit(echo, row) ? [row] : []));
            expect(rowsFound(match, echo)).toEqual(fitting);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes a null for nothing: a target may not show what it could not read', () => {
    const match = matcher(rowsOf([['1', '2', 'x']]), undefined);
    for (const nothing of [null, '', 'NaN', 'null']) {
      expect(match.mayFit({ a__c: 1, c__c: nothing }, 0)).toBe(true);
    }
    expect(match.carriesColumns({ Id: '1', toString: 1, b__c: undefined, c__c: null })).toBe(false);
    expect(match.carriesColumns({ Id: '1', b__c: 0 })).toBe(true);
    expect(match.mayFit({ b__c: 2, other__c: 'x' }, 0)).toBe(true);
    expect(match.mayFit({ b__c: 3 }, 0)).toBe(false);
  });

  it('does not take a name that every object has for a column', () => {
    const match = matcher(rowsOf([['1', '2']], ['toString', '__proto__']), definitionOf([]));
    expect(match.mayFit({}, 0)).toBe(true);
    expect(match.mayFit(JSON.parse('{"__proto__":"3"}'), 0)).toBe(false);
  });
});

describe('the work for one echo', () => {
  /** Counts how often the cells of a row are read. */
  function counted(rows: CsvRows) {
    const counts = { cells: 0 };
    const cells = (row: number) => {
      counts.cells++;
      return rows.cells(row);
    };
    return { rows: { ...rows, cells }, counts };
  }

  /** How many rows are compared for an echo of each of `count` rows. */
  function comparedFor(
    count: number,
    cellsOf: (n: number) => string[],
    echoOf: (n: number) => Echo,
  ) {
    const { rows, counts } = counted(rowsOf(Array.from({ length: count }, (_, n) => cellsOf(n))));
    const match = matcher(rows, undefined);
    for (let n = 0; n < count; n++) match.find(echoOf(n));
    return counts.cells;
  }

  it.each([
    [
      'leave out other cells each',
      (n: number) => [`K${n + 10_000}`, n % 2 ? 'x' : 'y', `v${n % 97}`],
      (n: number) => ({ a__c: `K${n + 10_000}`, ...(n % 3 ? { b__c: n % 2 ? 'x' : 'y' } : {}) }),
    ],
    [
      'have only what half of all rows have',
      (n: number) => [`K${n}`, n % 2 ? 'x' : 'y', `v${n % 97}`],
      (n: number) => ({ b__c: n % 2 ? 'x' : 'y' }),
    ],
    [
      'have nothing that an index could find',
      (n: number) => [`K${n}`, n % 2 ? 'true' : 'false', `2024-01-0${1 + (n % 9)}`],
      (n: number) => ({ b__c: n % 2 === 0, c__c: '2024-01-01T00:00:00Z' }),
    ],
    [
      'begin as many other cells do',
      (n: number) => [`${'9'.repeat(n % 300)}`, 'x', `${n}`],
      (n: number) => ({ a__c: '9'.repeat(n % 300) }),
    ],
    ['are of equal rows', () => ['a', 'b', 'c'], () => ({ a__c: 'a', b__c: 'b' })],
  ])('does not grow with the number of rows if the echoes %s', (_, cellsOf, echoOf) => {
    const [few, many] = [500, 5000].map((count) => comparedFor(count, cellsOf, echoOf)) as [
      number,
      number,
    ];
    expect(many).toBeLessThanOrEqual(12 * few);
  });
});
