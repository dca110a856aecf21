import { migrate, type Verdict } from '@rowferry/core';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scriptedTarget } from '../world/scripted-target.ts';
import { virtualWorld } from '../world/virtual-world.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\n', '\r', '\r\n', ' ', 'a', '', '\t', '😀'),
    maxLength: 8,
  }),
);
const value = fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.bigInt(), fc.constant(null));

test('for any records and limits, the chunks contain the cells in order and within the limits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 4 })
        .chain((columns) =>
          fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { maxLength: 50 }),
        ),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 25, max: 400 }),
      fc.integer({ min: 1, max: 5 }),
      async (rows, maxRows, maxBytes, concurrency) => {
        const world = virtualWorld(1);
        const target = scriptedTarget(world, { tookMs: () => 1, refuse: () => [] });
        const names = (rows[0] ?? ['']).map((_, index) => `c${index}`);
        const records = rows.map((row) => Object.fromEntries(row.map((one, i) => [`c${i}`, one])));
        const verdicts: Verdict[] = [];
        const summary = await migrate(records, {
          columns: Object.fromEntries(names.map((name) => [name, name])),
          target,
          jobs: { maxRows, maxBytes, concurrency },
          plugins: [{ name: 'watch', onVerdicts: (some) => void verdicts.push(...some) }],
          world,
        });
        const tooLarge = new Set(
          verdicts.filter((one) => one.outcome === 'rejected').map((one) => one.position),
        );
        const headerBytes = names.join(',').length + 1;
        const read: string[][] = [];
        for (const file of target.files) {
          const [header, ...data] = parse(file, { relax_column_count: false });
          expect(header).toEqual(names);
          expect(data.length).toBeGreaterThan(0);
          expect(data.length).toBeLessThanOrEqual(maxRows);
          expect(Buffer.byteLength(file)).toBeLessThanOrEqual(maxBytes);
          expect(file.endsWith('\n')).toBe(true);
          expect(file.startsWith('\uFEFF')).toBe(false);
          read.push(...data);
        }
        const cells = rows.map((row) => row.map((one) => (one === null ? '' : String(one))));
        expect(read).toEqual(cells.filter((_, position) => !tooLarge.has(position)));
        for (const position of tooLarge) {
          const row = cells[position] as string[];
          expect(headerBytes + leastBytes(row)).toBeGreaterThan(maxBytes);
        }
        expect(summary.records.loaded).toBe(rows.length - tooLarge.size);
      },
    ),
    { numRuns: 500 },
  );
});

/** The bytes of a row by RFC 4180, computed without the code under test. */
function leastBytes(row: readonly string[]): number {
  const cells = row.map((cell) =>
    /[",\r\n]/.test(cell) || (cell === '' && row.length === 1)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell,
  );
  return Buffer.byteLength(cells.join(',')) + 1;
}
