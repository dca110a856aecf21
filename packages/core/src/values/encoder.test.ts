import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvWriter } from '../chunks/csv-writer.ts';
import { cell } from './cell.ts';
import type { Columns } from './columns.ts';
import { CsvBytes } from './csv-bytes.ts';
import { encoder as encoderOf, type Missing } from './encoder.ts';
import { ExactNumber } from './exact-number.ts';

/** An encoder whose rows are read by another reader of CSV. */
function encoder(columns: Columns, missing?: Missing) {
  const { header, add } = encoderOf(columns, missing);
  return {
    header,
    row(record: object) {
      const rows = new CsvBytes();
      const fault = add(record as Readonly<Record<string, unknown>>, rows);
      if (fault === undefined) return parse(textOf(rows))[0] as string[];
      expect(rows.length).toBe(0);
      return fault;
    },
  };
}

function textOf({ bytes, length }: CsvBytes): string {
  return bytes.toString('utf8', 0, length);
}

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

  it.each([
    ['a text', 'Ada'],
    ['a text', ''],
    ['a text', '{"email":"a@example.com"}'],
    ['a number', 7],
    ['a number', 7n],
    ['a number', new ExactNumber('0.1000000000000000000001')],
    ['a boolean', false],
    ['a date', new Date(0)],
    ['a map', new Map([['work', 1]])],
    ['a set', new Set(['work'])],
    ['a promise', Promise.resolve({ work: 1 })],
    ['a buffer', Buffer.from('work')],
    ['a regular expression', /a/],
    ['an error', new Error('work')],
    ['a URL', new URL('http://localhost/')],
    ['a URL query', new URLSearchParams('work=1')],
    ['a buffer', new Float64Array(2)],
    ['a boxed value', Object('work')],
    ['a boxed value', Object(7)],
    ['a list', [{ email: 'a@example.com' }]],
    ['a function', () => 'a@example.com'],
  ])('a path that runs into %s has no cell, and says where', (kind, email) => {
    const { row } = encoder({ a: 'owner.contact.email.work', b: 'other' });
    expect(row({ owner: { contact: { email } }, other: 1 })).toMatchObject({
      column: 'a',
      code: 'VALUE_NOT_OBJECT',
      message: expect.stringContaining(
        `\`owner.contact.email\` is ${kind} and has no field \`work\``,
      ) as string,
    });
  });

  it.each([
    ['0', Buffer.from('abc')],
    ['0', new Float64Array(2)],
    ['0', Object('abc')],
    ['length', Buffer.from('abc')],
    ['length', Object('abc')],
    ['message', new Error('no')],
    ['lastIndex', /a/],
    ['extra', Object.assign(new Map(), { extra: 1 })],
  ])('takes the property `%s` of %o as no field', (name, value) => {
    expect(encoder({ a: `x.${name}` }).row({ x: value })).toMatchObject({
      code: 'VALUE_NOT_OBJECT',
    });
  });

  it('takes every field of null as null, and the properties of lists as no fields', () => {
    const { row } = encoder({ a: 'owner.email' });
    expect(row({ owner: null })).toEqual(['']);
    expect(row({ owner: undefined })).toEqual(['']);
    expect(encoder({ a: 'tags.length' }).row({ tags: ['x'] })).toMatchObject({
      code: 'VALUE_NOT_OBJECT',
    });
  });

  describe('with `json`', () => {
    const { row } = encoder({ c: { from: 'meta.a.b', json: true } });

    it('reads a text on the path, digit for digit, and an object as well', () => {
      expect(row({ meta: '{"a":{"b":9007199254740993}}' })).toEqual(['9007199254740993']);
      expect(row({ meta: { a: '{"b":0.1000000000000000000001}' } })).toEqual([
        '0.1000000000000000000001',
      ]);
      expect(row({ meta: { a: { b: 'x' } } })).toEqual(['x']);
      expect(row({ meta: '' })).toEqual(['']);
      expect(row({ meta: 'null' })).toEqual(['']);
      expect(row({ meta: '{}' })).toEqual(['']);
    });

    it('rejects a text that is no JSON, or runs into something else', () => {
      const deep = `${'['.repeat(1001)}${']'.repeat(1001)}`;
      for (const [meta, message] of [
        ['Ada', '`meta` is not JSON'],
        ['{"a":', '`meta` is not JSON'],
        [deep, '`meta` is nested deeper than 1000 objects and arrays'],
      ]) {
        expect(row({ meta })).toEqual({ column: 'c', code: 'TEXT_NOT_JSON', message });
      }
      expect(row({ meta: '7' })).toMatchObject({ code: 'VALUE_NOT_OBJECT' });
      expect(row({ meta: '"{}"' })).toMatchObject({ code: 'VALUE_NOT_OBJECT' });
    });
  });

  describe('that rejects what is missing', () => {
    const { row } = encoder(
      { a: 'a', b: { from: 'b.c', optional: true }, d: { value: null } },
      'rejected',
    );

    it('distinguishes a missing field from null', () => {
      expect(row({ a: null, b: { c: null } })).toEqual(['', '', '']);
      expect(row({ a: '', b: null })).toEqual(['', '', '']);
      expect(row({ b: { c: 1 } })).toMatchObject({ column: 'a', code: 'FIELD_MISSING' });
      expect(row({ a: undefined, b: { c: 1 } })).toMatchObject({ code: 'FIELD_MISSING' });
    });

    it('leaves the cell of an optional field empty', () => {
      expect(row({ a: 1 })).toEqual(['1', '', '']);
      expect(row({ a: 1, b: {} })).toEqual(['1', '', '']);
    });
  });

  it('never reads inherited fields', () => {
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
      f: '__proto__.polluted',
    });
    expect(row({ inner: new Legacy() })).toEqual(['', '', '', '', 'mine', '']);
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

describe('rows', () => {
  const special = fc.constantFrom(
    ...['', '"', ',', '\n', '\r', '\r\n', ' ', '\t', ';', '=1+1', '\ufeff', '😀', 'x'.repeat(64)],
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.string({ maxLength: 100 }),
    fc.array(special).map((all) => all.join('')),
  );
  const value = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.date({ noInvalidDate: true }),
    fc.constantFrom(null, undefined, 1e-7, 1e21, -0, 5e-324),
  );
  const table = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(value, { minLength: width, maxLength: width })));

  it('have the bytes that csv-stringify writes, and the marked cell is where they say', () => {
    fc.assert(
      fc.property(table, fc.nat(4), (records, column) => {
        const width = records[0]?.length ?? 1;
        const marked = column % width;
        const names = Array.from({ length: width }, (_, index) => `c${index}`);
        const { add } = encoderOf(Object.fromEntries(names.map((name) => [name, name])));
        const rows = new CsvBytes();
        const cells = records.map((values) => values.map((one) => String(cell(one))));
        for (const [index, values] of records.entries()) {
          const record = Object.fromEntries(values.map((one, at) => [`c${at}`, one]));
          expect(add(record, rows, marked)).toBeUndefined();
          const written = rows.bytes.toString('utf8', rows.markStart, rows.markEnd);
          expect(parse(`${written || '""'}\n`)).toEqual([[cells[index]?.[marked]]]);
        }
        expect(textOf(rows)).toBe(csvWriter(width)(cells));
      }),
      { numRuns: 1000 },
    );
  });

  it('are written into the same bytes again after they were cleared', () => {
    const { add } = encoderOf({ a: 'a' });
    const rows = new CsvBytes();
    for (const a of ['first', '2', 'é'.repeat(70_000), 'last']) {
      rows.clear();
      add({ a }, rows);
      expect(textOf(rows)).toBe(`${a}\n`);
    }
  });
});
