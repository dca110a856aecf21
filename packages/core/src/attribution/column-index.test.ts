import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ColumnDefinition } from '../contract/definition.ts';
import { columnIndex } from './column-index.ts';
import { mayFit } from './may-fit.ts';

/** Numbers near to each other, where rounding begins to matter. */
const number = fc.oneof(
  ...[0, 1_000_000, 8_388_610, 33_554_430, 100_000].map((near) =>
    fc.integer({ min: near - 15, max: near + 15 }),
  ),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: 10n ** 17n, max: 10n ** 17n + 30n }),
);
const FORMS: readonly ((value: number) => string)[] = [
  String,
  (value) => value.toFixed(2),
  (value) => value.toExponential(3),
  (value) => value.toPrecision(6),
  (value) => `+${value}`,
  (value) => (Math.abs(value) < 1e20 ? value.toLocaleString('en-US') : String(value)),
  (value) => (Math.abs(value) < 1e20 ? value.toLocaleString('de-DE') : String(value)),
];
const text = fc.oneof(
  fc.tuple(number, fc.constantFrom(...FORMS)).map(([value, form]) => form(Number(value))),
  fc.string({
    unit: fc.constantFrom('a', 'A', ' ', '-', '.', 'e\u0301', '\u00e9', '?', '😀', '1'),
  }),
  fc.constantFrom('true', 'false', 'yes', 'N', '0', '2024-12-31', '31.12.2024', '12/31/2024 10:00'),
  fc.constantFrom('', ' ', ...[255, 256, 257].map((length) => 'x'.repeat(length))),
  fc.constantFrom('1'.repeat(500), '1'.repeat(400)),
);
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom<unknown>(null, ['a'], BigInt('1'.repeat(500))),
);
const column = fc
  .record({
    type: fc.constantFrom('string', 'number', 'boolean', 'unheard of'),
    format: fc.constantFrom('date', 'uuid'),
    default: fc.constantFrom<unknown>(undefined, 'a', 1, true),
  })
  .map((one): ColumnDefinition => {
    return { ...one, required: false, unique: false, filterable: false, system: false };
  });

it('lists every cell that a value may fit', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 40 }),
      fc.array(value, { minLength: 1, maxLength: 10 }),
      fc.option(column, { nil: undefined }),
      (cells, values, definition) => {
        const { hashesOf, listOf, sizeOf } = columnIndex(cells, definition);
        for (const one of values) {
          const hashes = hashesOf(one);
          if (hashes === undefined) continue;
          const listed = hashes.flatMap(listOf);
          const fitting = [...cells.keys()].filter((place) =>
            mayFit(one, cells[place] ?? '', definition),
          );
          expect(listed).toEqual(expect.arrayContaining(fitting));
          for (const hash of hashes) {
            expect(sizeOf(hash)).toBeGreaterThanOrEqual(listOf(hash).length);
          }
        }
      },
    ),
    { numRuns: 1500 },
  );
});

it('leaves few cells for a value that few may fit', () => {
  const cells = Array.from({ length: 5000 }, (_, n) => `VIN${String(n).padStart(14, '0')}`);
  const { hashesOf, listOf } = columnIndex(cells, undefined);
  for (const place of [0, 1, 4999]) {
    const found = hashesOf(cells[place])?.flatMap(listOf);
    expect(found).toContain(place);
    expect(found?.length).toBeLessThan(10);
  }
  // What was cut is the text of no cell.
  expect(hashesOf('VIN000')).toBeUndefined();
  const numbers = columnIndex(
    cells.map((_, n) => String(n)),
    undefined,
  );
  expect(new Set(numbers.hashesOf(1234)?.flatMap(numbers.listOf)).size).toBeLessThan(10);
});
