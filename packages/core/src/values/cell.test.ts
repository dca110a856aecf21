import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from './canonical-decimal.ts';
import { cell, type Format } from './cell.ts';
import type { CellFault } from './cell-fault.ts';
import { ExactNumber } from './exact-number.ts';

const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const LONE_SURROGATES = ['\ud800', 'a\udfff', '\udc00\ud800', 'x\ud83d'];

function codeOf(value: unknown, format?: Format): string | undefined {
  const result = cell(value, format);
  return typeof result === 'string' ? undefined : (result satisfies CellFault).code;
}

describe('a number', () => {
  it('becomes the shortest decimal that reads back as the same number, without exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = cell(value) as string;
        expect(text).toMatch(PLAIN_DECIMAL);
        expect(Number(text) === value).toBe(true);
        const digits = (one: string) =>
          one
            .replace(/e.*$/, '')
            .replace(/\D/g, '')
            .replace(/^0+|0+$/g, '').length;
        expect(digits(text)).toBe(digits(String(value)));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1e-7, '-0.0000001'],
    [123456789012345680000, '123456789012345680000'],
    [1.2345e22, '12345000000000000000000'],
    [5e-324, `0.${'0'.repeat(323)}5`],
  ])('%d is %s', (value, text) => {
    expect(cell(value)).toBe(text);
  });

  it('is rejected if it is not finite', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(codeOf(value)).toBe('NUMBER_NOT_FINITE');
    }
  });
});

describe('an ExactNumber', () => {
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?[1-9]?\d)?$/);

  it('is written out digit for digit, equal by value, without exponent', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const written = cell(new ExactNumber(text)) as string;
        expect(written).toMatch(PLAIN_DECIMAL);
        expect(canonical(written)).toBe(canonical(text));
        if (!/e/i.test(text)) expect(written).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('is rejected if its exponent is too large', () => {
    expect(codeOf(new ExactNumber('1e401'))).toBe('NUMBER_TOO_LONG');
    expect(codeOf(new ExactNumber('1e-99999999999999999999'))).toBe('NUMBER_TOO_LONG');
  });
});

describe('text', () => {
  it('becomes its cell unchanged, unless it contains half of a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (any, good) => {
        expect(cell(good)).toBe(good);
        expect(cell(any)).toBe(any.isWellFormed() ? any : cell('\ud800'));
      }),
    );
    for (const text of LONE_SURROGATES) expect(codeOf(text)).toBe('TEXT_NOT_UNICODE');
  });
});

describe('a bigint, a boolean, nothing', () => {
  it('becomes decimal digits, true or false, and an empty cell', () => {
    fc.assert(fc.property(fc.bigInt(), (value) => cell(value) === value.toString(10)));
    expect([cell(true), cell(false), cell(null), cell(undefined)]).toEqual([
      'true',
      'false',
      '',
      '',
    ]);
    for (const format of ['date', 'date-time', 'json'] as const) {
      expect([cell(null, format), cell(undefined, format)]).toEqual(['', '']);
    }
  });
});

describe('a Date', () => {
  it('is ISO 8601 in UTC with milliseconds, and its day under `date`', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(cell(date)).toBe(date.toISOString());
        expect(cell(date, 'date-time')).toBe(date.toISOString());
        expect(cell(date, 'date')).toBe(date.toISOString().split('T')[0]);
      }),
    );
    expect(cell(new Date('+012345-06-07T08:09:10Z'), 'date')).toBe('+012345-06-07');
    expect(cell(new Date('-000044-03-15T12:00:00Z'), 'date')).toBe('-000044-03-15');
  });

  it('is rejected if it is invalid, under every format', () => {
    for (const format of [undefined, 'date', 'date-time', 'json'] as const) {
      expect(codeOf(new Date(Number.NaN), format)).toBe('DATE_INVALID');
    }
  });
});

describe('text under `date` and `date-time`', () => {
  const time = fc.constantFrom('T00:00', 'T23:59:59', 'T12:30:00.123456', 'T12:30:00,5');
  const zone = fc.constantFrom('Z', '+02:00', '-0730', '+14');
  const day = fc
    .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  it('stays unchanged: its first ten characters, or all of it', () => {
    fc.assert(
      fc.property(day, time, zone, (date, clock, offset) => {
        expect(cell(date, 'date')).toBe(date);
        expect(cell(`${date}${clock}`, 'date')).toBe(date);
        expect(cell(`${date}${clock}${offset}`, 'date')).toBe(date);
        expect(cell(`${date}${clock}${offset}`, 'date-time')).toBe(`${date}${clock}${offset}`);
        expect(codeOf(`${date}${clock}`, 'date-time')).toBe('DATE_INVALID');
        expect(codeOf(date, 'date-time')).toBe('DATE_INVALID');
      }),
    );
  });

  it.each([
    '',
    '2023-02-29',
    '2023-13-01',
    '2023-00-10',
    '2023-06-31T00:00Z',
    '2023-06-30T24:01Z',
    '2023-06-30T12:60Z',
    '2023-06-30T',
    '2023-06-30 12:00Z',
    ' 2023-06-30',
    '2023-06-30\n',
    '2023-06-30T12:00Z\n',
    '30.06.2023',
    '20230630',
    1_700_000_000,
    true,
  ])('%j is rejected under both', (value) => {
    expect(codeOf(value, 'date')).toBe('DATE_INVALID');
    expect(codeOf(value, 'date-time')).toBe('DATE_INVALID');
  });
});

describe('an object or an array', () => {
  it('is rejected, unless the format is `json`', () => {
    for (const value of [{}, [], { a: 1 }, ['x'], new Map(), () => 1, Symbol('s')]) {
      expect(codeOf(value)).toBe('VALUE_NOT_SCALAR');
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(value !== null);
        expect(cell(value, 'json')).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps exact numbers under `json`, digit for digit', () => {
    const value = { a: 12345678901234567890n, b: [new ExactNumber('0.10000000000000000001')] };
    expect(cell(value, 'json')).toBe('{"a":12345678901234567890,"b":[0.10000000000000000001]}');
  });

  it('is rejected under `json` if JSON would change it to null or cannot write it', () => {
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    expect(codeOf(circle, 'json')).toBe('RECORD_NOT_JSON');
    expect(codeOf(() => 1, 'json')).toBe('RECORD_NOT_JSON');
    expect(codeOf(Number.NaN, 'json')).toBe('NUMBER_NOT_FINITE');
    expect(codeOf({ a: [1, { b: Number.NEGATIVE_INFINITY }] }, 'json')).toBe('NUMBER_NOT_FINITE');
    expect(codeOf([{ at: new Date(Number.NaN) }], 'json')).toBe('DATE_INVALID');
    expect(cell({ a: null, b: 'null', c: [undefined] }, 'json')).toBe(
      '{"a":null,"b":"null","c":[null]}',
    );
  });

  it.each([
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['a regular expression', /a/],
    ['an error', new Error('no')],
    ['a buffer', new Uint8Array(2)],
    ['a buffer', new ArrayBuffer(2)],
    ['a promise', Promise.resolve(1)],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
  ])('is rejected under every format if it is or contains %s', (kind, value) => {
    for (const nested of [value, { a: [{ b: value }] }, [undefined, value]]) {
      expect(cell(nested, 'json')).toMatchObject({
        code: 'RECORD_NOT_JSON',
        message: expect.stringContaining(kind) as string,
        isLeftOut: true,
      });
    }
    expect(cell(value)).toMatchObject({
      code: 'VALUE_NOT_SCALAR',
      message: `the value is ${kind}, which no cell can contain; convert it in a transform`,
      isLeftOut: true,
    });
  });

  it('is what `toJSON` makes of it, or what a boxed value contains', () => {
    expect(cell(new URL('http://a/b'), 'json')).toBe('"http://a/b"');
    expect(cell([Object(3), Object('x'), Object(false)], 'json')).toBe('[3,"x",false]');
    expect(codeOf([Object(Number.NaN)], 'json')).toBe('NUMBER_NOT_FINITE');
  });
});
