import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableLine } from './printable.ts';

const ANY = fc.string({ unit: 'binary' });

describe('text for a terminal', () => {
  test.each([
    ['\u001B]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['\u009B31mred', '\\u009b31mred'],
    ['over\rwritten\b', 'over\\u000dwritten\\u0008'],
    ['invoice\u202Efdp.exe', 'invoice\\u202efdp.exe'],
    ['Größe 👩‍👩‍👧 日本', 'Größe 👩‍👩‍👧 日本'],
    ['two\nlines', 'two\nlines'],
  ])('%j is written as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('has no other control character than a line feed', () => {
    fc.assert(
      fc.property(ANY, (text) => void expect(printable(text)).not.toMatch(/(?!\n)\p{Cc}/u)),
    );
  });

  test('of JSON is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = JSON.stringify(value, undefined, 2);
        expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
      }),
    );
  });

  test('of others is one line', () => {
    expect(printableLine('refused\nrowferry: all is well')).toBe('refused\\nrowferry: all is well');
  });
});
