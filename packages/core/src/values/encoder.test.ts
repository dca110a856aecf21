import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoder } from './encoder.ts';

const name = fc.oneof(fc.constantFrom('a', 'b', 'constructor', 'toString', 'length'), fc.string());

describe('encoder', () => {
  it('follows a path through own fields; a field with the whole name takes precedence', () => {
    fc.assert(
      fc.property(
        fc.array(
          name.filter((one) => one !== '' && !one.includes('.') && one !== '__proto__'),
          { minLength: 2, maxLength: 4 },
        ),
        fc.nat(),
        (path, value) => {
          const nested = path.reduceRight<unknown>((inner, one) => ({ [one]: inner }), value);
          const from = path.join('.');
          const { row } = encoder({ c: from });
          expect(row(nested as Record<string, unknown>)).toEqual([String(value)]);
          expect(row({ ...(nested as object), [from]: 'whole' })).toEqual(['whole']);
          expect(row({})).toEqual(['']);
        },
      ),
    );
  });

  it('reads items of arrays by their index', () => {
    const { row } = encoder({ first: 'tags.0', deep: 'owners.1.name', beyond: 'tags.7' });
    expect(row({ tags: ['x'], owners: [{}, { name: 'Ann' }] })).toEqual(['x', 'Ann', '']);
  });

  it('never reads inherited fields, or properties of text', () => {
    class Legacy {
      own = 'mine';
      get computed() {
        return 'not mine';
      }
    }
    const { row } = encoder({
      a: 'constructor',
      b: '__proto__',
      c: 'toString',
      d: 'inner.computed',
      e: 'inner.own',
      f: 'inner.own.length',
      g: '__proto__.polluted',
    });
    expect(row({ inner: new Legacy() })).toEqual(['', '', '', '', 'mine', '', '']);
  });

  it('reads a field that is really named __proto__', () => {
    const record = JSON.parse('{"__proto__":"text"}') as Record<string, unknown>;
    expect(encoder({ c: '__proto__' }).row(record)).toEqual(['text']);
  });

  it('puts a constant into every row', () => {
    const { row } = encoder({ a: { value: 'x' }, b: { value: 1e21 }, c: { value: null }, d: 'd' });
    expect(row({ d: 1, a: 'other' })).toEqual(['x', `1${'0'.repeat(21)}`, '', '1']);
  });

  it('refuses a constant without a cell at once', () => {
    expect(() => encoder({ c: { value: Number.NaN } })).toThrow(TypeError);
    expect(() => encoder({ c: { value: '\ud800' } })).toThrow(/columns\.c/);
  });

  it('names the column whose value has no cell, the first one if there are several', () => {
    const { row } = encoder({ good: 'g', bad: 'owner', worse: { from: 'at', format: 'date' } });
    expect(row({ g: 1, owner: {}, at: 'x' })).toMatchObject({
      column: 'bad',
      code: 'VALUE_NOT_SCALAR',
    });
  });

  it('has the header in the order of the columns', () => {
    expect(encoder({ z: 'a', a: 'b', m: { value: 1 } }).header).toEqual(['z', 'a', 'm']);
  });

  it('has integer-like names first, as every JavaScript object has', () => {
    const { header, row } = encoder({ b: 'x', 10: 'y', 2: 'z' });
    expect(header).toEqual(['2', '10', 'b']);
    expect(row({ x: 'b', y: 'ten', z: 'two' })).toEqual(['two', 'ten', 'b']);
  });
});
