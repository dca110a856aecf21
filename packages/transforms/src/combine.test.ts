import { describe, expect, it } from 'vitest';
import { combine } from './combine.ts';
import { transformed } from './transformed.fixture.ts';

const plugin = combine({ fields: ['first', 'last'], into: 'name' });

describe('combine', () => {
  it.each<[object, unknown]>([
    [{ first: 'Ada', last: 'Lovelace' }, 'Ada Lovelace'],
    [{ first: null, last: 'Lovelace' }, 'Lovelace'],
    [{ first: '' }, null],
    [{ first: 7, last: true }, '7 true'],
  ])('%j', (record, name) => {
    expect(transformed(plugin, record as Record<string, unknown>)).toEqual({ ...record, name });
  });

  it('may replace one of the fields, with another separator', () => {
    const code = combine({ fields: ['shop', 'number'], into: 'number', separator: '-' });
    expect(transformed(code, { shop: 'A', number: 12n })).toEqual({ shop: 'A', number: 'A-12' });
  });

  it('rejects a list, and a record that has the new field', () => {
    expect(() => transformed(plugin, { first: ['Ada'] })).toThrow('`first` is a list or an object');
    expect(() => transformed(plugin, { first: 'Ada', name: 'x' })).toThrow(
      'the record has a field `name` already',
    );
  });
});
