import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryDisk } from '../../../../test/world/memory-disk.ts';
import { rowErrors } from './row-errors.ts';

it('returns any errors by row, in the order in which they were added', async () => {
  const refusal = fc.record({ code: fc.nat(), message: fc.string({ unit: 'grapheme' }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(9), refusal, fc.constantFrom(0, 0, 0, 40_000))),
      fc.nat(50),
      async (added, readAt) => {
        const errors = await rowErrors(memoryDisk(), '/errors', 10);
        for (const [place, [row, one, padding]] of added.entries()) {
          await errors.add(row, {
            ...one,
            meaning: 'other',
            message: one.message + 'x'.repeat(padding),
          });
          if (place === readAt) await errors.of(row);
        }
        for (let row = 0; row < 10; row++) {
          const ofThisRow = added.filter((one) => one[0] === row);
          expect(errors.has(row)).toBe(ofThisRow.length > 0);
          expect(await errors.of(row)).toEqual(
            ofThisRow.map(([, one, padding]) => ({
              ...one,
              meaning: 'other',
              message: one.message + 'x'.repeat(padding),
            })),
          );
        }
        expect(errors.rowCount).toBe(new Set(added.map((one) => one[0])).size);
      },
    ),
  );
});

it('refuses a row that the chunk does not have', async () => {
  const errors = await rowErrors(memoryDisk(), '/errors', 10);
  for (const row of [-1, 10, 0.5, Number.NaN]) {
    const failed = expect.objectContaining({ code: 'ASSERTION_FAILED' });
    expect(() => errors.add(row, { code: 1, meaning: 'other' })).toThrow(failed);
    expect(() => errors.has(row)).toThrow(failed);
    await expect(errors.of(row)).rejects.toEqual(failed);
  }
  expect(errors.rowCount).toBe(0);
});
