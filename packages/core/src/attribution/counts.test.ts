import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCount } from './counts.ts';

const PLAIN = { rows: 10, refused: 2, unattributed: 0, countsStored: false };

describe('checkCount', () => {
  it.each([
    [{ processed: undefined }, 'fits'],
    [{ processed: 10 }, 'fits'],
    [{ processed: 8 }, 'confirmed'],
    [{ processed: 9 }, 'misfits'],
    [{ processed: 7 }, 'misfits'],
    [{ processed: 0 }, 'misfits'],
    [{ processed: 11 }, 'misfits'],
    // Once a tenant is known to count only stored rows, only that count is right.
    [{ processed: 10, countsStored: true }, 'misfits'],
    [{ processed: 8, countsStored: true }, 'confirmed'],
    [{ processed: 10, refused: 0, countsStored: true }, 'confirmed'],
    // Without a refused row, both ways of counting return the same number.
    [{ processed: 10, refused: 0 }, 'fits'],
    [{ processed: 0, refused: 0 }, 'misfits'],
    [{ processed: 0, refused: 10 }, 'confirmed'],
    // Each unattributed error may belong to a row that already has an error, or to another row.
    [{ processed: 8, unattributed: 1 }, 'fits'],
    [{ processed: 7, unattributed: 1 }, 'fits'],
    [{ processed: 6, unattributed: 1 }, 'misfits'],
  ] as const)('%j: %s', (facts, result) => {
    expect(checkCount({ ...PLAIN, ...facts })).toBe(result);
  });

  it('never confirms a list from which a refused row is missing', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        fc.boolean(),
        (stored, refused, missing, countsAll, countsStored) => {
          fc.pre(!(countsAll && countsStored));
          const rows = stored + refused + missing;
          const processed = countsAll ? rows : stored;
          const result = checkCount({ rows, refused, unattributed: 0, processed, countsStored });
          expect(result).not.toBe('confirmed');
          if (!countsAll) expect(result).toBe('misfits');
        },
      ),
    );
  });
});
