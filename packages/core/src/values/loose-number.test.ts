import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looseNumbers, mayBeRounded, typedNumber } from './loose-number.ts';

const valuesOf = (text: string) => looseNumbers(text).map(({ value }) => value);

describe('looseNumbers', () => {
  it.each([
    ['1000', [1000]],
    ['+5', [5]],
    ['-5', [-5]],
    ['−5', [-5]],
    ['5-', [-5]],
    ['(5)', [-5]],
    ['.5', [0.5]],
    ['5.', [5]],
    ['007', [7]],
    ['1e3', [1000]],
    ['1E-2', [0.01]],
    ['1,000', [1, 1000]],
    ['1.000', [1, 1000]],
    ['1,5', [1.5, 15]],
    ['1,234,567', [1_234_567]],
    ['1.234.567', [1_234_567]],
    ['12,34,567', [1_234_567]],
    ['1,234.50', [1234.5]],
    ['1.234,50', [1234.5]],
    ['1 234,5', [1234.5, 12_345]],
    ["1'234.5", [1234.5]],
    ['1_000', [1000]],
    ['$1,000.00', [1000]],
    ['１２', [12]],
    ['', []],
    ['x', []],
    ['0x10', []],
    ['1.2.3', []],
    ['1e', []],
    ['1-2', []],
    ['2024-12-31', []],
    ['9'.repeat(401), []],
  ])('%s may mean %j', (text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });
});

describe('a number that a server rounded', () => {
  const digits = fc.integer({ min: -(10 ** 12), max: 10 ** 12 });
  const decimal = fc
    .tuple(digits, fc.integer({ min: 0, max: 8 }))
    .map(([whole, places]) => (whole / 10 ** places).toFixed(places));

  it('may be the number that it was made of', () => {
    fc.assert(
      fc.property(decimal, fc.nat(9), (text, places) => {
        const original = looseNumbers(text);
        const value = Number(text);
        const typed = [
          ...[value, Math.fround(value), Math.trunc(value), Math.floor(value), Math.ceil(value)],
          ...[Number(value.toFixed(places)), Number(value.toPrecision(6 + places))],
        ].map((one) => [typedNumber(String(one))]);
        const written = [
          ...[value.toFixed(places), String(value), value.toExponential(5 + places)],
          ...[value.toPrecision(6 + places)],
        ].map(looseNumbers);
        for (const meanings of [...typed, ...written]) {
          const isMet = meanings.some(
            (one) => one && original.some((other) => mayBeRounded(one, other)),
          );
          expect(isMet, JSON.stringify(meanings)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is no other whole number, unless its digits are too many for a number of 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999, max: 999_999 }), digits, (one, other) => {
        const [original] = looseNumbers(String(other));
        const number = typedNumber(String(one));
        if (number === undefined || original === undefined) throw new Error('no number');
        expect(mayBeRounded(number, original)).toBe(one === other);
      }),
    );
  });

  it.each([
    ['1.23457e+06', '1234567', true],
    ['1.23457e+06', '1234599', false],
    ['1e3', '1000', true],
    ['1e3', '1002', false],
    ['1.5', '1.46', true],
    ['1.5', '1.7', false],
    ['12345678901234567000', '12345678901234567890', true],
    ['12345678901234567000', '12345678901234597890', false],
    ['0.1000000000000000055511151231257827', '0.1', true],
    ['20000001', '20000002', false],
  ])('%s for %s: %s', (text, original, isSame) => {
    const found = looseNumbers(text).some((one) =>
      looseNumbers(original).some((other) => mayBeRounded(one, other)),
    );
    expect(found).toBe(isSame);
  });
});
