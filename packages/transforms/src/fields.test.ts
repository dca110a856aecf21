import { ExactNumber, parseExact } from '@rowferry/core';
import { describe, expect, it } from 'vitest';
import { emptyToNull } from './empty-to-null.ts';
import { lookup } from './lookup.ts';
import { mapValues } from './map-values.ts';
import { parseDate } from './parse-date.ts';
import { pick } from './pick.ts';
import { rename } from './rename.ts';
import { transformed } from './transformed.fixture.ts';
import { trim } from './trim.ts';

describe('trim', () => {
  it('removes whitespace from both ends of strings, and changes nothing else', () => {
    const record = { a: ' x y\r\n', b: '\u00a0\ufeff', c: 5n, d: null, e: [' '] };
    expect(transformed(trim(), record)).toEqual({ a: 'x y', b: '', c: 5n, d: null, e: [' '] });
  });

  it('returns the record itself if nothing changes', () => {
    const record = { a: 'x', n: Number.NaN };
    expect(transformed(trim(), record)).toBe(record);
  });

  it('changes only the given fields', () => {
    expect(transformed(trim({ fields: ['a', 'z'] }), { a: ' ', b: ' ' })).toEqual({
      a: '',
      b: ' ',
    });
  });
});

describe('emptyToNull', () => {
  it('turns empty strings into null, and changes nothing else', () => {
    const record = { a: '', b: ' ', c: 0, d: false, e: undefined };
    expect(transformed(emptyToNull(), record)).toEqual({ ...record, a: null });
    expect(transformed(emptyToNull({ fields: ['b'] }), record)).toBe(record);
  });
});

describe('rename', () => {
  it('renames fields without changing their order, and can swap them', () => {
    const renamed = transformed(rename({ fields: { a: 'b', b: 'a', z: 'y' } }), {
      a: 1,
      b: 2,
      c: 3,
    });
    expect(Object.entries(renamed as object)).toEqual([
      ['b', 1],
      ['a', 2],
      ['c', 3],
    ]);
  });

  it('rejects a record that would lose a field', () => {
    const plugin = rename({ fields: { a: 'b' } });
    expect(() => transformed(plugin, { a: 1, b: 2 })).toThrow('two fields for `b`');
    expect(() => transformed(plugin, { b: 2, a: 1 })).toThrow('two fields for `b`');
  });

  it('ignores inherited properties of objects', () => {
    expect(transformed(rename({ fields: { a: 'b' } }), { toString: 1 })).toEqual({ toString: 1 });
  });

  it('throws for two fields with the same new name', () => {
    expect(() => rename({ fields: { a: 'c', b: 'c' } })).toThrow(
      'rename: `fields`: expected each new name once',
    );
    expect(() => rename({ fields: {} })).toThrow('expected at least one name');
  });
});

describe('pick', () => {
  it('keeps only the named fields', () => {
    expect(transformed(pick({ fields: ['c', 'a', 'z'] }), { a: 1, b: 2, c: 3 })).toEqual({
      a: 1,
      c: 3,
    });
  });
});

describe('mapValues', () => {
  const values = {
    W: 'White',
    '1': 'Red',
    true: 'Blue',
    '0.1000000000000000001': 'Black',
    N: null,
    B: 2n ** 53n + 1n,
  };

  it('compares values as text', () => {
    const plugin = mapValues({ fields: ['c'], values });
    const given = ['W', 1, 1n, true, new ExactNumber('0.1000000000000000001'), 'N', 'B'];
    const mapped = given.map((c) => transformed(plugin, { c }));
    expect(mapped.map((record) => (record as { c: unknown }).c)).toEqual([
      'White',
      'Red',
      'Red',
      'Blue',
      'Black',
      null,
      9007199254740993n,
    ]);
  });

  it('compares a number by the digits of its cell, however it was written', () => {
    const whole = { '1000000000000000000000': 'large', '0.0000001': 'small', NaN: 'none' };
    const plugin = mapValues({ fields: ['c'], values: whole });
    const given = ['1e21', '1000000000000000000000', '1e-7', '0.00000010'].map(parseExact);
    const exact = [new ExactNumber('1E-7'), Number.NaN];
    expect([...given, ...exact].map((c) => transformed(plugin, { c }))).toEqual(
      ['large', 'large', 'small', 'small', 'small', 'none'].map((c) => ({ c })),
    );
  });

  it('leaves null and missing fields unchanged', () => {
    const plugin = mapValues({ fields: ['c', 'd'], values });
    expect(transformed(plugin, { c: null })).toEqual({ c: null });
  });

  it('rejects any other value without quoting it, or keeps it', () => {
    const plugin = mapValues({ fields: ['c'], values });
    for (const c of ['secret', '', 'toString', {}, []]) {
      expect(() => transformed(plugin, { c })).toThrow(/^the value of `c` is not among `values`$/);
    }
    const lenient = mapValues({ fields: ['c'], values, otherwise: 'keep' });
    expect(transformed(lenient, { c: 'other' })).toEqual({ c: 'other' });
  });
});

it('each plugin says which fields it takes, unless they are optional', () => {
  const fields = ['a', 'b'];
  const makers = [
    (optional?: boolean) => trim({ fields, optional }),
    (optional?: boolean) => emptyToNull({ fields, optional }),
    (optional?: boolean) => pick({ fields, optional }),
    (optional?: boolean) => mapValues({ fields, values: {}, optional }),
    (optional?: boolean) => parseDate({ fields, format: 'yyyy-MM-dd', optional }),
    (optional?: boolean) => rename({ fields: { a: 'x', b: 'y' }, optional }),
  ];
  for (const make of makers) {
    expect(make().fields).toEqual(fields);
    expect(make(true).fields).toBeUndefined();
  }
  const taken = { path: 'x.csv', field: 'a', key: 'k', take: { name: 'x' } };
  expect(lookup(taken).fields).toEqual(['a']);
  expect(lookup({ ...taken, optional: true }).fields).toBeUndefined();
  expect(trim().fields).toEqual([]);
});

it.each([
  () => trim({ field: 'a' } as object),
  () => pick({} as { fields: string[] }),
  () => mapValues({ fields: [], values: {} }),
])('invalid options throw a TypeError', (make) => {
  expect(make).toThrow(TypeError);
});
