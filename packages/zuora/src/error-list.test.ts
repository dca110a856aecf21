import { gzipSync } from 'node:zlib';
import { parseExact, type RowOutcome, stringifyExact } from '@rowferry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import { collect, type Reply, rejection, serve, serveRaw } from './local-server.fixture.ts';

async function errorsOf(reply: Reply): Promise<RowOutcome[]> {
  const { baseUrl } = await serve(() => reply);
  return collect(zuoraClient({ baseUrl, token: 'token-1' }).jobs.errors('j1'));
}

describe('the error list', () => {
  it('is the same however its bytes are split', async () => {
    let blocks: readonly Uint8Array[] = [];
    const baseUrl = await serveRaw(async (_, response) => {
      for (const block of blocks) {
        response.write(block);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const { jobs } = zuoraClient({ baseUrl, token: 'token-1' });
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    const item = fc.record({ row: fc.nat(), code: fc.nat(), message: fc.string(), record });
    const cuts = fc.array(fc.nat(300), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 6 }), cuts, async (items, cuts) => {
        const bytes = Buffer.from(JSON.stringify({ errors: items }));
        const ends = [...cuts.sort((a, b) => a - b), bytes.length];
        blocks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        const listed = await collect(jobs.errors('j1'));
        const plain = listed.map(({ meaning: _, ...one }) => one);
        expect(stringifyExact(plain)).toBe(stringifyExact(parseExact(JSON.stringify(items))));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps every digit of a number', async () => {
    const digits = ['9007199254740993', '0.1234567890123456789', '1e400', '-12.5', '1E2', '7'];
    const [item] = await errorsOf({
      body: `{"errors":[{"row":2,"record":{"numbers":[${digits.join(',')}]}}]}`,
    });
    expect(stringifyExact(item?.record)).toBe(
      '{"numbers":[9007199254740993,0.1234567890123456789,1e400,-12.5,100,7]}',
    );
  });

  it('may be compressed', async () => {
    const body = gzipSync(JSON.stringify({ errors: [{ row: 2 }] }));
    expect(await errorsOf({ body, headers: { 'content-encoding': 'gzip' } })).toEqual([{ row: 2 }]);
  });

  it('accepts numbers as strings, and leaves out fields of a wrong type', async () => {
    const errors = [
      { row: '12', code: '71012520', message: 'a', record: { x: null } },
      { row: 2.5, code: {}, message: 7, record: [] },
      { row: 'two', code: 'ObjectNotFound', record: 'text' },
      'a word',
      null,
      [{ row: 2 }],
      { errors: [{ row: 9 }] },
    ];
    expect(await errorsOf({ body: { errors, count: 7 } })).toEqual([
      { meaning: 'lasting', row: 12, code: 71012520, message: 'a', record: { x: null } },
      {},
      { code: 'ObjectNotFound' },
      {},
      {},
      {},
      {},
    ]);
  });
});

it('has only fields of its own, whatever their names', async () => {
  const body = `{"__proto__":{"errors":[]},"errors":[
    {"row":2,"record":{"__proto__":{"row":3},"a__c":"x"}},
    {"__proto__":{"row":7},"code":1},
    {"code":2,"constructor":{"prototype":{"row":7}}}]}`;
  const [first, second, third] = await errorsOf({ body });
  expect(stringifyExact(first?.record)).toBe('{"__proto__":{"row":3},"a__c":"x"}');
  expect([second?.row, third?.row]).toEqual([undefined, undefined]);
  expect(Object.hasOwn(Object.prototype, 'row')).toBe(false);
});

describe('the body of an error list', () => {
  it('may have an empty list, and other fields', async () => {
    expect(await errorsOf({ body: { errors: [] } })).toEqual([]);
    expect(await errorsOf({ body: { a: { errors: {} }, b: [1], errors: [], c: 1 } })).toEqual([]);
  });

  it.each([
    ['no list', '{}'],
    ['an object for the list', '{"errors":{"0":{"row":2}}}'],
    ['the list elsewhere', '{"a":{"errors":[{"row":2}]}}'],
    ['a list of lists', '[{"errors":[{"row":2}]}]'],
    ['text', '"errors"'],
    ['nothing', ''],
    ['half a list', '{"errors":[{"row":2},'],
    ['text after its end', '{"errors":[]} {"errors":[]}'],
    ['HTML', '<html></html>'],
  ])('is lost if it is %s', async (_, body) => {
    expect(await rejection(errorsOf({ body }))).toMatchObject({ failure: { answer: 'lost' } });
  });

  it('is refused if a 200 contains an error', async () => {
    const body = { success: false, reasons: [{ code: 53100040, message: 'Not found' }] };
    expect(await rejection(errorsOf({ body }))).toMatchObject({
      failure: { answer: 'refused', apiCode: 53100040 },
    });
  });

  it('yields the first items before the rest has arrived', async () => {
    let finish: () => void = () => {};
    const baseUrl = await serveRaw((_, response) => {
      response.write('{"errors":[{"row":2},');
      finish = () => response.end('{"row":3}]}');
    });
    const errors = zuoraClient({ baseUrl, token: 't' }).jobs.errors('j1')[Symbol.asyncIterator]();
    expect((await errors.next()).value).toEqual({ row: 2 });
    finish();
    expect((await errors.next()).value).toEqual({ row: 3 });
    expect((await errors.next()).done).toBe(true);
  });
});
