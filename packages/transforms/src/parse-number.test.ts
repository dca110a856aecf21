import { cell } from '@rowferry/core/internal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParseNumberOptions, parseNumber } from './parse-number.ts';
import { transformed } from './transformed.fixture.ts';

type Marks = Omit<ParseNumberOptions, 'fields'>;

/** The cell of a value after it was parsed. */
function parsed(marks: Marks, n: unknown): unknown {
  return cell((transformed(parseNumber({ fields: ['n'], ...marks }), { n }) as { n: unknown }).n);
}

describe('parseNumber', () => {
  it.each<[Marks, unknown, string]>([
    [{ decimal: ',', group: '.' }, '1.234,56', '1234.56'],
    [{ decimal: ',', group: '.' }, '-1234567,5', '-1234567.5'],
    [{ decimal: ',' }, '0,5', '0.5'],
    [{ decimal: ',', group: ' ' }, '1\u202f234 567', '1234567'],
    [{ group: "'" }, '1\u2019000.10', '1000.1'],
    [{ group: ',' }, '9,758.10', '9758.1'],
    [{}, '1.40E+007', '14000000'],
    [{}, '+007', '7'],
    [{}, '.5', '0.5'],
    [{}, '12345678901234567890.123', '12345678901234567890.123'],
    [{ decimal: ',' }, 1234.5, '1234.5'],
    [{}, null, ''],
    [{ decimal: ',', group: '.', currency: ['€', 'EUR'] }, '1.234,56 €', '1234.56'],
    [{ currency: ['€', '$'] }, '-$5.10', '-5.1'],
    [{ currency: ['EUR'] }, 'EUR -5', '-5'],
    [{ parentheses: true, currency: ['$'], group: ',' }, '($1,234.50)', '-1234.5'],
    [{ percent: true, decimal: ',' }, '12,5 %', '0.125'],
    [{ percent: true }, '12345678901234567890%', '123456789012345678.9'],
    [{ percent: true, parentheses: true }, '(3%)', '-0.03'],
  ])('reads with %j: %s', (marks, text, expected) => {
    expect(Number(parsed(marks, text))).toBe(Number(expected));
    expect(String(parsed(marks, text)).replace(/(\.\d*?)0+$/, '$1')).toBe(expected);
  });

  it.each<[Marks, string]>([
    [{ decimal: ',' }, '1.234'],
    [{ decimal: ',', group: '.' }, '1.23'],
    [{ decimal: ',', group: '.' }, '1,234.56'],
    [{ decimal: ',', group: '.' }, '12.34.567'],
    [{ decimal: ',' }, '12,-'],
    [{}, ''],
    [{}, '-'],
    [{}, 'e5'],
    [{}, '1.'],
    [{}, ' 1'],
    [{}, '1 000'],
    [{}, '0x1F'],
    [{}, 'secret'],
    [{ parentheses: true }, '(-5)'],
    [{ parentheses: true }, '(5'],
    [{ percent: true }, '5%%'],
    [{ currency: ['€'] }, '€5€'],
    [{ currency: ['€'] }, '€'],
    [{}, '5 €'],
    [{}, '(5)'],
  ])('rejects with %j, and never quotes: %s', (marks, text) => {
    expect(() => parsed(marks, text)).toThrow(
      /^`n` is not a number in the form that the options describe$/,
    );
  });

  it('reads back any number that a language writes', () => {
    const languages: readonly [string, Marks][] = [
      ['de-DE', { decimal: ',', group: '.' }],
      ['en-US', { group: ',' }],
      ['fr-FR', { decimal: ',', group: ' ' }],
      ['de-CH', { group: "'" }],
    ];
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(99),
        fc.constantFrom(...languages),
        (whole, rest, [language, marks]) => {
          const value = whole + rest / 100;
          const written = new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(
            value,
          );
          expect(Number(parsed(marks, written))).toBe(Number(value.toFixed(2)));
        },
      ),
    );
  });

  it('takes one mark for one thing', () => {
    expect(() => parseNumber({ fields: ['n'], group: '.' })).toThrow('`group`');
  });
});
