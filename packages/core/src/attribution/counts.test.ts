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
    // Shown that only stored rows are counted: only that way is right from then on.
    [{ processed: 10, countsStored: true }, 'misfits'],
    [{ processed: 8, countsStored: true }, 'confirmed'],
    [{ processed: 10, refused: 0, countsStored: true }, 'confirmed'],
    // Without a refused row, either way of counting gives the same number.
    [{ processed: 10, refused: 0 }, 'fits'],
    [{ processed: 0, refused: 0 }, 'misfits'],
    [{ processed: 0, refused: 10 }, 'confirmed'],
    // Each error without a row may be of a row that has one already, or of another.
    [{ processed: 8, unattributed: 1 }, 'fits'],
    [{ processed: 7, unattributed: 1 }, 'fits'],
    [{ processed: 6, unattributed: 1 }, 'misfits'],
  ] as const)('%j: %s', (facts, held) => {
    expect(checkCount({ ...PLAIN, ...facts })).toBe(held);
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
          const held = checkCount({ rows, refused, unattributed: 0, processed, countsStored });
          expect(held).not.toBe('confirmed');
          if (!countsAll) expect(held).toBe('misfits');
        },
      ),
    );
  });
});
