import type { Plugin } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { join, split } from './lists.ts';
import { transformed } from './transformed.fixture.ts';

const OPTIONS = { fields: ['t'], separator: ';' };

function changed(plugin: Plugin, t: unknown): unknown {
  return (transformed(plugin, { t }) as { t: unknown }).t;
}

describe('split', () => {
  it.each<[unknown, unknown]>([
    ['red; blue ;green', ['red', 'blue', 'green']],
    ['red', ['red']],
    [' ', []],
    ['a;;b', ['a', '', 'b']],
    [12, ['12']],
    [null, null],
    [['red'], ['red']],
  ])('%j', (value, expected) => {
    expect(changed(split(OPTIONS), value)).toEqual(expected);
  });

  it('rejects an object', () => {
    expect(() => changed(split(OPTIONS), { a: 1 })).toThrow('`t` is not a text');
  });
});

describe('join', () => {
  it.each<[unknown, unknown]>([
    [['red', 7, true, null], 'red;7;true;'],
    [[], ''],
    ['red', 'red'],
    [null, null],
  ])('%j', (value, expected) => {
    expect(changed(join(OPTIONS), value)).toBe(expected);
  });

  it.each<[unknown[], string]>([
    [[['red']], '`t` has an element that is not a text'],
    [['a;b'], '`t` has an element with the separator'],
  ])('rejects %j', (value, message) => {
    expect(() => changed(join(OPTIONS), value)).toThrow(message);
  });

  it('makes texts that are split into the same lists', () => {
    const element = fc.string().filter((text) => text === text.trim() && !text.includes(';'));
    fc.assert(
      fc.property(fc.array(element, { minLength: 2 }), (list) => {
        fc.pre(list.some((one) => one !== ''));
        expect(changed(split(OPTIONS), changed(join(OPTIONS), list))).toEqual(list);
      }),
    );
  });
});
