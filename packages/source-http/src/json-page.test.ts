import { ExactNumber, parseExact, stringifyExact, Unreadable } from '@rowferry/core';
import { isRecord } from '@rowferry/json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailedAttempt } from './failure.ts';
import { jsonPage } from './json-page.ts';
import type { PageRecord } from './page-record.ts';
import type { JsonPageSettings } from './settings.ts';

const MAX_BYTES = 2000;

function settingsFor(records: string): JsonPageSettings {
  return {
    ...{ records, recordsOptional: false, keyed: undefined, rowHeader: undefined },
    ...{ paging: undefined, maxRecordBytes: MAX_BYTES },
  };
}

function parse(
  text: string | Buffer,
  path = '',
  blockBytes = 7,
): { found: PageRecord[]; envelope: unknown } {
  const bytes = Buffer.from(text);
  const parser = jsonPage(settingsFor(path));
  const found: PageRecord[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    found.push(...parser.write(bytes.subarray(at, at + blockBytes)));
  }
  const { found: rest, envelope } = parser.end();
  return { found: [...found, ...rest], envelope };
}

function failureOf(text: string | Buffer, path = ''): FailedAttempt {
  try {
    parse(text, path);
  } catch (error) {
    if (error instanceof FailedAttempt) return error;
    throw error;
  }
  throw new Error('Expected a failed attempt');
}

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.bigInt(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<unknown>(new ExactNumber('0.10000000000000000001'), new ExactNumber('1e400')),
  fc.constantFrom<unknown>(null, true, [], {}, [{ items: [1, ']'] }], { items: [{}] }, '"}],{'),
);
const record = fc.dictionary(fc.string({ maxLength: 5 }), value, { maxKeys: 4 });
const name = fc.constantFrom('items', 'data', '@odata.nextLink', 'a', '');

/** Adds blanks or line breaks to JSON text wherever they are allowed. */
function spread(text: string, blank: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (token) =>
    token.startsWith('"') ? token : `${blank}${token}${blank}`,
  );
}

describe('a page of JSON', () => {
  it('returns the records at any path, digit for digit, and the document around them', () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 6 }),
        fc.array(name, { maxLength: 3 }),
        fc.dictionary(name, value, { maxKeys: 3 }),
        fc.dictionary(name, value, { maxKeys: 3 }),
        fc.constantFrom('', ' ', '\n  ', '\r\n\t'),
        fc.integer({ min: 1, max: 40 }),
        (records, names, before, after, blank, blockBytes) => {
          const wrap = (inner: unknown): unknown =>
            names.reduceRight<unknown>(
              (inside, name) => ({
                ...without(before, name),
                [name]: inside,
                ...without(without(after, name), ...Object.keys(before)),
              }),
              inner,
            );
          const text = spread(stringifyExact(wrap(records)) ?? '', blank);
          const path = names.join('.');
          // An empty name cannot be part of a path.
          fc.pre(!names.includes(''));
          const { found, envelope } = parse(text, path, blockBytes);
          expect(found.map(({ json }) => json?.replace(/\s/g, ''))).toEqual(
            records.map((record) => stringifyExact(record)?.replace(/\s/g, '')),
          );
          expect(found.map(({ json }) => json?.includes('\n'))).toEqual(records.map(() => false));
          expect(found.map(({ record }) => stringifyExact(record))).toEqual(
            records.map((record) => stringifyExact(record)),
          );
          expect(found.map(({ number }) => number)).toEqual(records.map((_, index) => index + 1));
          expect(stringifyExact(envelope)).toBe(stringifyExact(wrap([])));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('returns the same as `JSON.parse`, and fails if that fails, for text corrupted anywhere', () => {
    const corrupted = fc
      .tuple(
        fc.array(fc.oneof(record, value), { maxLength: 4 }),
        fc.nat(),
        fc.nat(2),
        fc.constantFrom('', ...'[]{},:"\\ \n1-'),
      )
      .map(([all, seed, length, text]) => {
        const whole = stringifyExact(all) ?? '';
        const at = seed % whole.length;
        // A surrogate half becomes the replacement character, as a server would send it.
        return (whole.slice(0, at) + text + whole.slice(at + length)).toWellFormed();
      });
    fc.assert(
      fc.property(corrupted, fc.integer({ min: 1, max: 9 }), (text, blockBytes) => {
        let expected: unknown;
        try {
          expected = parseExact(text);
        } catch {}
        if (!Array.isArray(expected))
          expect(() => parse(text, '', blockBytes)).toThrow(FailedAttempt);
        else {
          const { found } = parse(text, '', blockBytes);
          expect(found.map(({ record }) => record instanceof Unreadable || record)).toEqual(
            expected.map((one) => !isRecord(one) || one),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('that ends too early breaks off, and may be requested again', () => {
    const text = Buffer.from(' {"n":12.5e3,"d":{"items":[{"a":"ü\\u00e9\\n"},{"b":[true,null]}]}}');
    for (let length = 0; length < text.length; length++) {
      const failure = failureOf(text.subarray(0, length), 'd.items');
      expect(failure.message).toMatch(/^breaks off (before any record|after record [12])$/);
      expect(failure.facts.isTemporary).toBe(true);
    }
    expect(parse(text, 'd.items').envelope).toEqual({ n: 12500, d: { items: [] } });
  });

  it('that is not JSON fails, and is not quoted', () => {
    const texts = [
      '[{"secret":secret}]',
      '[{"secret":1}{"secret":2}]',
      '[{"secret":1},]',
      '[,{"secret":1}]',
      '[{"secret":1},,{}]',
      '[{"secret" 1}]',
      '[{"secret":[1}]]',
      '[{"secret":1}}',
      '[{"secret":1}] "secret"',
      '[{"secret":1}:{}]',
      ']',
      '[{"secret":NaN}]',
      '[{"secret":"\u0001"}]',
      '[{"secret":"1\n2"}]',
      '[{"a":1}}',
      '[{"a":1},{"secret":2]}',
    ];
    for (const text of texts) {
      const failure = failureOf(text);
      expect(failure.message).toMatch(/^cannot be read(?: after record 1)?: it is not JSON$/);
      expect(failure.facts.isTemporary).toBe(false);
      expect(failure.cause).toBeUndefined();
    }
    expect(failureOf('{"items":[{}],"secret" 1}', 'items').message).toContain('it is not JSON');
  });

  it('that continues after its end fails at once', () => {
    for (const [text, path] of [
      ['[{"a":1}] {', ''],
      ['{"a":[]} {', 'a'],
      ['{"b":1}\n{', 'a'],
    ] as const) {
      expect(() => [...jsonPage(settingsFor(path)).write(Buffer.from(text))]).toThrow('not JSON');
    }
  });

  it('that is not UTF-8 fails with that message', () => {
    for (const [path, ...words] of [
      ['', '[{"a":"', 'secret"}]'],
      ['a', '{"a":[{}],"b":"', '"}'],
    ]) {
      const [before = '', after = ''] = words;
      const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xe4]), Buffer.from(after)]);
      expect(failureOf(bytes, path).message).toMatch(/^cannot be read.*: it is not UTF-8$/);
    }
  });

  it('without the array fails with a message that says so', () => {
    expect(failureOf('{"items":[]}').message).toBe('answers with an object');
    expect(failureOf('{"a":[[{}]]}', 'undefined.a').message).toContain('has no array');
    expect(failureOf('7').message).toBe('answers with a number');
    for (const text of ['{"items":7}', '{"data":{"items":[]}}', '[]', '"items"']) {
      expect(failureOf(text, 'items').message).toBe('has no array at `items`');
    }
  });

  it('rejects what is not a record, or too long, and continues', () => {
    const long = JSON.stringify({ text: 'x'.repeat(MAX_BYTES) });
    const { found } = parse(`[{"a":1}, 7, "x", [{}], null, true, ${long}, {"a":1.50}]`);
    expect(
      found.map(({ record, json, number }) => [
        number,
        record instanceof Unreadable ? record.rejected : json,
      ]),
    ).toEqual([
      [1, '{"a":1}'],
      [2, { code: 'RECORD_NOT_OBJECT', message: 'the record is a number instead of an object' }],
      [3, { code: 'RECORD_NOT_OBJECT', message: 'the record is a string instead of an object' }],
      [4, { code: 'RECORD_NOT_OBJECT', message: 'the record is an array instead of an object' }],
      [5, { code: 'RECORD_NOT_OBJECT', message: 'the record is null instead of an object' }],
      [6, { code: 'RECORD_NOT_OBJECT', message: 'the record is a boolean instead of an object' }],
      [
        7,
        {
          code: 'RECORD_TOO_LARGE',
          message: `the record is longer than ${MAX_BYTES} bytes (maxRecordBytes)`,
        },
      ],
      [8, '{"a":1.50}'],
    ]);
  });

  it('keeps the text of what is not a record', () => {
    const { found } = parse('[7, [{"a": 1}],\n"x"]');
    expect(found.map(({ record }) => record instanceof Unreadable && record.raw)).toEqual([
      '7',
      '[{"a": 1}]',
      '"x"',
    ]);
  });

  it('may have any number of blanks between its records', () => {
    const blank = ' '.repeat(MAX_BYTES);
    const { found } = parse(`[${blank}{"a":1}${blank},${blank}{"a":2}${blank}]`);
    expect(found.map(({ json }) => json)).toEqual(['{"a":1}', '{"a":2}']);
  });

  it('may not have more outside its records than one record may have', () => {
    const failure = failureOf(`{"items":[],"rest":"${'x'.repeat(MAX_BYTES)}"}`, 'items');
    expect(failure.message).toBe(`has more than ${MAX_BYTES} bytes outside its records`);
  });
});

function without(
  fields: Record<string, unknown>,
  ...names: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
