import { stringifyExact } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterFrom } from './filter.ts';

const DEFINITION = {
  object: 'Vehicle',
  properties: {
    Id: { type: 'string', format: 'uuid', origin: 'system' },
    CreatedDate: { type: 'string', format: 'date-time', origin: 'system' },
    brand__c: { type: 'string' },
    built__c: { type: 'string', format: 'date' },
    color__c: { type: 'string', enum: ['Red'] },
    doors__c: { type: 'integer' },
    notes__c: { type: 'string', format: 'long-text' },
    price__c: { type: 'number' },
    sold__c: { type: 'boolean' },
  },
  filterable: ['brand__c', 'built__c', 'color__c', 'doors__c', 'price__c', 'sold__c'],
};
const read = (...texts: string[]) => filterFrom(texts, DEFINITION).conditions;
/** The value of a condition, as it is sent. */
const sent = (text: string) => stringifyExact(read(text)[0].value);

test('without a definition a value is JSON, and nothing is guessed', () => {
  const blind = (text: string) => stringifyExact(filterFrom([text], undefined).conditions[0].value);
  expect(blind('a__c EQ "007"')).toBe('"007"');
  expect(blind('a__c EQ 9007199254740993')).toBe('9007199254740993');
  expect(blind('a__c EQ true')).toBe('true');
  for (const value of ['007', 'Volvo', '2020-01-31', '1e3', 'null', '0x10', '$MIN']) {
    expect(() => blind(`a__c EQ ${value}`)).toThrow('write a text or a date in double quotes');
  }
  expect(() => blind('a__c EQ ')).toThrow('the value is empty');
});

test('one or two filters are conditions', () => {
  expect(read('CreatedDate LT 2020-01-01T00:00:00.000Z', 'doors__c ge 3')).toEqual([
    { field: 'CreatedDate', operator: 'LT', value: '2020-01-01T00:00:00.000Z' },
    { field: 'doors__c', operator: 'GE', value: 3 },
  ]);
});

describe('a value has the type of its field, and every digit', () => {
  test.each([
    ['doors__c EQ 9007199254740993', '9007199254740993'],
    ['doors__c GE -9223372036854775808', '-9223372036854775808'],
    ['doors__c GE  5 ', '5'],
    ['price__c EQ 0.10000000000000000001', '0.10000000000000000001'],
    ['price__c LT -12.5', '-12.5'],
    ['price__c LT 1234567890123.123456789', '1234567890123.123456789'],
    ['sold__c EQ false', 'false'],
    ['brand__c EQ Land Rover 2', '"Land Rover 2"'],
    ['brand__c EQ 007', '"007"'],
    ['brand__c EQ 5" disk', '"5\\" disk"'],
    ['brand__c EQ " \\"Volvo\\" "', '" \\"Volvo\\" "'],
    ['brand__c EQ "null"', '"null"'],
    ['color__c EQ Red', '"Red"'],
    ['built__c GE 2024-02-29', '"2024-02-29"'],
    ['CreatedDate GE 2020-01-01T02:00:00+02:00', '"2020-01-01T02:00:00+02:00"'],
    ['Id EQ 8ad0877e-7b0f-4a6c-9b5e-3c1a2b4d5e6f', '"8ad0877e-7b0f-4a6c-9b5e-3c1a2b4d5e6f"'],
    ['Id EQ 8ad0877e7b0f4a6c9b5e3c1a2b4d5e6f', '"8ad0877e7b0f4a6c9b5e3c1a2b4d5e6f"'],
  ])('%s is sent as %s', (text, value) => {
    expect(sent(text)).toBe(value);
  });

  test('any integer of 64 bits', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        expect(sent(`doors__c EQ ${value}`)).toBe(String(value));
      }),
    );
  });

  test('any text, in double quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        expect(read(`brand__c EQ ${JSON.stringify(value)}`)[0].value).toBe(value);
      }),
    );
  });

  test('any text without quotes is that text, or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        let taken: unknown;
        try {
          taken = read(`brand__c EQ ${value}`)[0].value;
        } catch {
          return;
        }
        expect(taken).toBe(value.startsWith('"') ? JSON.parse(value) : value);
      }),
    );
  });
});

describe('a filter is not accepted', () => {
  test.each([
    [['brand__c'], 'expected `field OPERATOR value`'],
    [[''], 'expected `field OPERATOR value`'],
    [['brand__c LIKE x'], 'there is no operator `LIKE`; use EQ, GT, LT, GE or LE'],
    [['brand__c IN a,b'], 'there is no operator `IN`'],
    [['doors__c 5'], 'there is no operator `5`'],
    [['bran__c EQ x'], 'Vehicle has no field `bran__c`; did you mean `brand__c`?'],
    [['toString EQ x'], 'Vehicle has no field `toString`'],
    [['notes__c EQ x'], 'Vehicle cannot be filtered by `notes__c`, only by brand__c, built__c'],
    [['brand__c EQ a', 'brand__c EQ b', 'brand__c EQ c'], 'one or two'],
    [['doors__c EQ 5', 'doors__c GE '], '`doors__c GE`: the value is empty'],
  ])('%j', (texts, message) => {
    expect(() => read(...texts)).toThrow(message);
  });

  test.each(['doors__c', 'price__c', 'sold__c', 'brand__c', 'built__c', 'CreatedDate', 'Id'])(
    'where the value of %s is empty, blank or null',
    (field) => {
      for (const value of ['', ' ', '   ', '\t', '\n']) {
        expect(() => read(`${field} EQ ${value}`)).toThrow('if it comes from a variable, set it');
      }
      expect(() => read(`${field} EQ`)).toThrow('the value is empty');
      expect(() => read(`${field} EQ NULL`)).toThrow('cannot find records without a value');
    },
  );

  test.each(['$MIN', `\${MIN}`, '{{ min }}', '%MIN%', 'undefined', '[object Object]'])(
    'where a text is what is left of a variable: %s',
    (value) => {
      expect(() => read(`brand__c GE ${value}`)).toThrow('looks like a variable');
      expect(read(`brand__c GE "${value}"`)[0].value).toBe(value);
    },
  );

  test('where a text has a character that nobody sees, or is no option of the field', () => {
    expect(() => read('brand__c EQ \u200b')).toThrow('an invisible character');
    expect(() => read('brand__c EQ Vol\u00advo')).toThrow('an invisible character');
    expect(() => read('color__c EQ red')).toThrow(
      '`red` is not an option of the field; its options are Red',
    );
    expect(() => read('color__c EQ "green"')).toThrow('`green` is not an option');
  });

  const cases: Record<string, readonly [message: string, values: readonly string[]]> = {
    doors__c: [
      'is not an integer; write it in digits, such as -12',
      [
        'many',
        '0x10',
        '0o7',
        '1e3',
        '1.0',
        '007',
        '+5',
        '1_000',
        '1,000',
        '1 000',
        '-',
        '٣',
        '"5"',
      ],
    ],
    price__c: [
      'is not a number; write it in digits, such as -12.5',
      ['0x10', '1e3', '.5', '5.', '01.5', '+1', '1,5', 'NaN', 'Infinity', '1.2.3', '--1'],
    ],
    sold__c: ['is not a boolean; write true or false', ['no', 'TRUE', '1', 'True', '"true"']],
    built__c: [
      'is not a day; write it as 2020-01-31',
      ['2023-02-29', '2020-1-1', '01/31/2020', '2020', '2020-01-01T00:00:00Z', '1577836800000'],
    ],
    CreatedDate: [
      'is not a time with its zone; write it as 2020-01-31T00:00:00.000Z',
      [
        '2020-01-01',
        '2020-01-01T00:00:00',
        '2020-01-01T00:00Z',
        '2020-01-01 00:00:00Z',
        '2020',
        '2023-02-29T00:00:00Z',
        '1577836800000',
      ],
    ],
    Id: ['is not a UUID', ['1', '8ad0877e-7b0f-4a6c-9b5e', '8ad0877e7b0f4a6c9b5e3c1a2b4d5e6']],
  };
  test.each(Object.entries(cases))(
    'where %s has a value of another type',
    (field, [message, values]) => {
      for (const value of values) {
        expect(() => read(`${field} EQ ${value}`), value).toThrow(message);
      }
    },
  );

  test.each([
    ['doors__c EQ 9223372036854775808', 'beyond -9223372036854775808 to 9223372036854775807'],
    ['sold__c GE false', '`sold__c GE`: a boolean has no order; use EQ'],
    ['brand__c EQ  Volvo', 'blanks around the text; remove them, or write it in double quotes'],
    ['brand__c EQ Volvo\r', 'blanks around the text'],
    ["brand__c GE 'M'", 'without quotes or in double quotes'],
    ['brand__c EQ "Volvo', 'not a JSON string'],
    ['brand__c EQ "a" or "b"', 'not a JSON string'],
    ['brand__c GE ""', 'the text is empty'],
    ['brand__c EQ M\uFFFDnchen', 'not UTF-8'],
  ])('%j', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
