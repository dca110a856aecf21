import { describe, expect, it } from 'vitest';
import { type ParseBooleanOptions, parseBoolean } from './parse-boolean.ts';
import { transformed } from './transformed.fixture.ts';

type Words = Omit<ParseBooleanOptions, 'fields'>;

function parsed(words: Words, b: unknown): unknown {
  return (transformed(parseBoolean({ fields: ['b'], ...words }), { b }) as { b: unknown }).b;
}

const GERMAN: Words = { true: ['J', 'ja'], false: ['N', 'nein', ''] };

describe('parseBoolean', () => {
  it.each<[Words, unknown, unknown]>([
    [{}, 'Yes', true],
    [{}, 'off', false],
    [{}, 1, true],
    [{}, 0n, false],
    [{}, false, false],
    [{}, null, null],
    [GERMAN, 'j', true],
    [GERMAN, 'NEIN', false],
    [GERMAN, '', false],
    [{ true: ['x'] }, 'no', false],
  ])('reads with %j: %s', (words, value, expected) => {
    expect(parsed(words, value)).toBe(expected);
  });

  it.each<[Words, unknown]>([
    [{}, 'J'],
    [{}, ''],
    [{}, ' yes'],
    [{}, 2],
    [{}, ['yes']],
    [GERMAN, 'yes'],
  ])('rejects with %j: %s', (words, value) => {
    expect(() => parsed(words, value)).toThrow('`b` is none of the words for true and false');
  });

  it('refuses a word that means both', () => {
    expect(() => parseBoolean({ fields: ['b'], true: ['N'] })).toThrow(
      'parseBoolean: `false`: `n` is among the words for true as well',
    );
  });
});
