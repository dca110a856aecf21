import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnDefinition } from '../contract/definition.ts';
import { parseExact } from '../values/parse-exact.ts';
import { mayFit } from './may-fit.ts';

const column = (type: string, more: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
  ...{ type, required: false, unique: false, filterable: false, system: false },
  ...more,
});
const TEXT = column('string');
const DATE = column('string', { format: 'date' });
const NUMBER = column('number');

describe('mayFit', () => {
  it('is so for any text and itself, and for null only with an empty cell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const one of [undefined, TEXT, DATE, NUMBER]) {
          expect(mayFit(text, text, one)).toBe(true);
          expect(mayFit(null, `x${text}`, one)).toBe(false);
          expect(mayFit(undefined, '', one)).toBe(true);
        }
      }),
    );
    expect(mayFit(null, ' \n', undefined)).toBe(true);
  });

  it.each([
    // Numbers, typed and as text.
    [1000, '1,000', true],
    [1000, '1.000', true],
    [1000, '1000.0', true],
    [1000, '1e3', true],
    [1, '1,000', true],
    ['1000', '1,000', true],
    [5, '+5', true],
    [-5, '5', false],
    [1000, '1001', false],
    [12.3, '12.345', true],
    [12, '12.9', true],
    [parseExact('12345678901234567890'), '12345678901234567891', true],
    [parseExact('12345678901234567890'), '12345978901234567890', false],
    [parseExact('0.10000000000000000001'), '0.1', true],
    [parseExact('1'.repeat(500)), '1'.repeat(500), true],
    [parseExact('1'.repeat(500)), '2'.repeat(500), false],
    ['1000', '2000', false],
    [16, '0x10', true],
    // Booleans.
    [true, 'yes', true],
    [true, 'Y', true],
    [true, '1', true],
    [true, 'TRUE', true],
    [true, 'false', false],
    [false, 'n', true],
    // A parser that knows only `true` takes every other word for false.
    [false, 'yes', true],
    [false, ' True ', false],
    ['true', 'yes', true],
    ['1', 'yes', true],
    ['Y', 'true', true],
    ['Y', 'no', false],
    ['Y', 'Volvo', false],
    [1, 'yes', true],
    // Times.
    ['2024-12-31', '31.12.2024', true],
    ['2024-12-31', '12/31/2024', true],
    ['2024-12-30T10:00:00.000Z', '2024-12-31T00:00:00+14:00', true],
    ['2024-12-31', '2025-01-05', false],
    ['2024-12-31', '31 Dec 2024', true],
    ['2024-12-31', '20241231', true],
    [1735603200000, '2024-12-31', true],
    ['2024-12-31', 'tomorrow', false],
    // Texts.
    ['caf\u00e9', 'cafe\u0301', true],
    ['VOLVO', 'volvo', true],
    ['Volvo', ' Volvo  ', true],
    ['Volvo 24', 'Volvo 240 DL', true],
    ['Volvo…', 'Volvo 240 DL', true],
    ['Volvo 240 DL', 'Volvo', false],
    ['Volvo', 'Saab', false],
    ['E0668230EB6340DFBE6508F083CA47B1', 'e0668230-eb63-40df-be65-08f083ca47b1', true],
    // A list or an object may be written in any way.
    [['a', 'b'], 'b;a', true],
    [{ a: 1 }, '{"a":1.0}', true],
  ])('%s for the cell %s: %s', (value, cell, may) => {
    expect(mayFit(value, cell, undefined)).toBe(may);
  });

  it('takes a text for a number, a boolean or a time only if the column may be one', () => {
    for (const [value, cell] of [
      ['1000', '1,000'],
      ['true', 'yes'],
      ['2024-12-31', '31.12.2024'],
    ] as const) {
      expect(mayFit(value, cell, undefined)).toBe(true);
      expect(mayFit(value, cell, TEXT)).toBe(false);
    }
    expect(mayFit('2024-12-31', '31.12.2024', DATE)).toBe(true);
    // Whoever echoes a text as a number has taken it for one.
    expect(mayFit(7, '007', TEXT)).toBe(true);
  });

  it('takes what a typed column shows for anything that nobody else could read', () => {
    const boolean = column('boolean');
    expect(mayFit('0.05', '5%', NUMBER)).toBe(true);
    expect(mayFit('0.05', '5%', undefined)).toBe(false);
    expect(mayFit('0.05', '5', NUMBER)).toBe(false);
    expect(mayFit('Y', 'ja', boolean)).toBe(true);
    expect(mayFit('N', 'yes', boolean)).toBe(true);
    expect(mayFit('N', 'true', boolean)).toBe(false);
    expect(mayFit('Y', 'ja', undefined)).toBe(false);
  });

  it('takes a number for a part of another one only if the column may be of text', () => {
    expect(mayFit('12', '125', undefined)).toBe(true);
    expect(mayFit('12', '125', TEXT)).toBe(true);
    expect(mayFit('12', '125', NUMBER)).toBe(false);
    expect(mayFit('12', '12.5', NUMBER)).toBe(true);
  });

  it('takes the default of the column, or any zero, for an empty cell', () => {
    const white = column('string', { default: 'White' });
    expect(mayFit('White', '', white)).toBe(true);
    expect(mayFit('White', ' ', white)).toBe(true);
    expect(mayFit('Red', '', white)).toBe(false);
    expect(mayFit('White', 'Red', white)).toBe(false);
    expect(mayFit(1, '', column('number', { default: '1.0' }))).toBe(true);
    expect(mayFit(['a'], '', column('string', { default: ['a'] }))).toBe(true);
    for (const zero of [0, 0n, '0.00', false, 'false', []]) {
      expect(mayFit(zero, '', NUMBER)).toBe(true);
    }
    expect(mayFit(1, '', NUMBER)).toBe(false);
    // Nobody knows the default.
    expect(mayFit('White', '', undefined)).toBe(true);
  });
});
