import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExact } from '../values/parse-exact.ts';
import { valueFits } from './echo.ts';

describe('valueFits', () => {
  it('matches any text with itself, and null or undefined only with an empty cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(valueFits(text, text, undefined)).toBe(true);
        expect(valueFits(null, text, undefined)).toBe(text === '');
        expect(valueFits(undefined, text, undefined)).toBe(text === '');
      }),
    );
  });

  it('matches every spelling of a number, and no other number', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat({ max: 5 }), fc.integer(), (value, zeros, other) => {
        const spellings = [`${value}.${'0'.repeat(zeros + 1)}`, `${value}e0`, `${value}0e-1`];
        for (const spelling of spellings) {
          expect(valueFits(value, spelling, undefined)).toBe(true);
          expect(valueFits(spelling, String(value), undefined)).toBe(true);
          expect(valueFits(other, spelling, undefined)).toBe(other === value);
        }
      }),
    );
  });

  it.each([
    [parseExact('12345678901234567890'), '12345678901234567890', true],
    [parseExact('12345678901234567890'), '12345678901234567891', false],
    [parseExact('0.10000000000000000001'), '0.10000000000000000001', true],
    [parseExact('0.10000000000000000001'), '0.1', false],
    [7, '007', true],
    [0.5, '.5', true],
    [-0.5, '-.5', true],
    [5, '+5', true],
    [0, '-0', true],
    [0, '', false],
    [true, 'true', true],
    [true, 'TRUE', true],
    [false, 'true', false],
    [false, '', false],
    ['2024-01-02', '2024-01-02T00:00:00.000Z', true],
    ['2024-01-02T01:00:00+01:00', '2024-01-02T00:00:00Z', true],
    ['2024-01-02T00:00:00.123456Z', '2024-01-02T00:00:00.123457Z', false],
    ['2024-01-02', '2024-01-03', false],
    [['a', 'b'], 'a,b', true],
    [['a', 'b'], '["a","b"]', true],
    [['a', 'b'], 'b,a', false],
    [[], '', true],
    [{ a: 1 }, '{ "a": 1 }', true],
    [{ a: 1 }, 'a', false],
  ])('%s for the cell %s: %s', (value, cell, fits) => {
    expect(valueFits(value, cell, undefined)).toBe(fits);
  });

  it('matches the default of a column with an empty cell, and with no other cell', () => {
    expect(valueFits('White', '', 'White')).toBe(true);
    expect(valueFits('White', 'Red', 'White')).toBe(false);
    expect(valueFits(null, 'White', 'White')).toBe(false);
    expect(valueFits(null, '', 'White')).toBe(true);
    expect(valueFits(1, '', '1.0')).toBe(true);
    expect(valueFits(false, '', false)).toBe(true);
    expect(valueFits('', '', 'White')).toBe(true);
    expect(valueFits(['a'], '', ['a'])).toBe(true);
  });
});
