import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical-decimal.ts';
import { ExactNumber } from './exact-number.ts';
import { parseExact } from './parse-exact.ts';
import { stringifyExact } from './stringify-exact.ts';

const digit = fc.constantFrom(...'0123456789');
const digits = (minLength: number, maxLength: number) =>
  fc.string({ unit: digit, minLength, maxLength });
const integer = fc
  .tuple(fc.constantFrom('', '-'), fc.constantFrom(...'123456789'), digits(0, 30))
  .map((parts) => parts.join(''));
const fraction = fc.option(
  digits(1, 30).map((text) => `.${text}`),
  { nil: '' },
);
const exponent = fc.option(
  fc
    .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), digits(1, 3))
    .map((parts) => parts.join('')),
  { nil: '' },
);
const numberText = fc
  .tuple(fc.oneof(integer, fc.constantFrom('0', '-0')), fraction, exponent)
  .map((parts) => parts.join(''));
const trickyText = fc.constantFrom(
  '',
  '"',
  '\\',
  '\\\\"',
  '#',
  '12345678901234567890',
  'at 1234567890.1234567890,',
  ':1e999',
  '__proto__',
  '\u2028',
  '\u0000',
);
const stringText = fc
  .oneof(trickyText, fc.string({ unit: 'binary' }))
  .map((text) => JSON.stringify(text));
const blank = fc.constantFrom('', ' ', '\n\t', '\r');

const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc
    .tuple(
      blank,
      fc.oneof(
        { maxDepth: 4 },
        numberText,
        stringText,
        fc.constantFrom('true', 'false', 'null'),
        fc.array(tie('value'), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
        fc
          .array(fc.tuple(stringText, tie('value')), { maxLength: 5 })
          .map((fields) => `{${fields.map(([key, value]) => `${key}: ${value}`).join(',')}}`),
      ),
      blank,
    )
    .map((parts) => parts.join('')),
})).value;

/** `value` with each exact number converted to a double, as `JSON.parse` does. */
function rounded(value: unknown): unknown {
  if (typeof value === 'bigint' || value instanceof ExactNumber) return Number(String(value));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, rounded(field)]));
}

function outcomeOf(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
}

describe('parseExact', () => {
  it('reads a number digit for digit, wherever it is', () => {
    fc.assert(
      fc.property(numberText, stringText, (text, key) => {
        for (const value of [
          parseExact(text),
          (parseExact(`[${key},${text}]`) as unknown[])[1],
          Object.values(parseExact(`{${key}: ${text}}`) as object)[0],
        ]) {
          expect(canonical(String(value))).toBe(canonical(text));
          expect(canonical(stringifyExact(value) ?? '')).toBe(canonical(text));
          if (!Number.isSafeInteger(value)) continue;
          expect(typeof value).toBe('number');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('differs from JSON.parse only in the numbers that a double cannot represent', () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(rounded(parseExact(text))).toStrictEqual(rounded(JSON.parse(text)));
      }),
      { numRuns: 1000 },
    );
  });

  it('equals JSON.parse if doubles can represent all numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16}/.test(text));
        expect(parseExact(text)).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('rejects what JSON.parse rejects, with the same error', () => {
    fc.assert(
      fc.property(
        json,
        fc.nat(),
        fc.constantFrom('', '0', '"', ',', 'e', '\\'),
        (text, at, put) => {
          const broken = text.slice(0, at % (text.length + 1)) + put + text.slice(at % text.length);
          const expected = outcomeOf(() => rounded(JSON.parse(broken)));
          expect(outcomeOf(() => rounded(parseExact(broken)))).toStrictEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is written back digit for digit by stringifyExact', () => {
    fc.assert(
      fc.property(json, (text) => {
        const value = parseExact(text);
        const written = stringifyExact(value) ?? '';
        expect(stringifyExact(parseExact(written))).toBe(written);
        expect(rounded(parseExact(written))).toEqual(rounded(positiveZeros(value)));
      }),
      { numRuns: 1000 },
    );
  });

  it('returns long integers as bigint, long decimals as ExactNumber, and nothing else', () => {
    expect(parseExact('[9007199254740991,9007199254740992,0.1,0.10000000000000000001]')).toEqual([
      9007199254740991,
      9007199254740992n,
      0.1,
      new ExactNumber('0.10000000000000000001'),
    ]);
    expect(parseExact('{"a":"9007199254740993","b":"\\u00231","c":1e400}')).toEqual({
      a: '9007199254740993',
      b: '#1',
      c: new ExactNumber('1e400'),
    });
  });

  it('keeps a field named __proto__ as a field', () => {
    const value = parseExact('{"__proto__":12345678901234567890}') as object;
    expect(Object.entries(value)).toEqual([['__proto__', 12345678901234567890n]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('reads a long string next to a long number', () => {
    const long = '\\n'.repeat(5_000_000);
    const value = parseExact(`{"text":"${long}","id":12345678901234567890}`);
    expect((value as { id: unknown }).id).toBe(12345678901234567890n);
  });

  it('reads a long number inside deep nesting', () => {
    const depth = 50_000;
    const value = parseExact(`${'['.repeat(depth)}12345678901234567890${']'.repeat(depth)}`);
    let inner: unknown = value;
    while (Array.isArray(inner)) inner = inner[0];
    expect(inner).toBe(12345678901234567890n);
  });
});

/** JSON text can contain `-0`, but `JSON.stringify` writes it as `0`. */
function positiveZeros(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(positiveZeros);
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, positiveZeros(field)]),
  );
}
