import { parseExact, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  json,
  type LocalServer,
  messageOf,
  readAll,
  recordsOf,
  seen,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function read(page: unknown, options: Partial<HttpOptions>): Promise<unknown[]> {
  server.answer((_, response) =>
    typeof page === 'string' ? response.end(page) : json(response, page),
  );
  return recordsOf(await readAll({ url: `${server.url}/items`, ...options }));
}

async function refused(page: unknown, options: Partial<HttpOptions>): Promise<string> {
  server.answer((_, response) => json(response, page));
  return await messageOf(server, options);
}

/** The code of what cannot be a record. */
function codes(records: readonly unknown[]): unknown[] {
  return records.map((one) =>
    one instanceof Unreadable ? `${one.rejected.code} ${one.raw}` : one,
  );
}

describe('an object in place of an array', () => {
  it('is one record, whatever the other pages are', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('p'));
      const item =
        page === 3 ? { id: 5, tags: ['a'], at: { x: 1 } } : [{ id: page }, { id: -page }];
      json(response, { total: 5, items: { item } });
    });
    const paging = { by: 'page', param: 'p', total: 'total' } as const;
    const batches = await readAll({ url: server.url, records: 'items.item', paging });
    expect(batches.flatMap(seen).at(-1)).toBe(
      `${server.url}/?p=3 record 1 {"id":5,"tags":["a"],"at":{"x":1}}`,
    );
    expect(recordsOf(batches)).toHaveLength(5);
  });

  it('is one record only if nothing says that it is something else', async () => {
    for (const page of [
      { data: { 7: { id: 7 }, 9: { id: 8 } } },
      { data: { home: { type: 'home' } } },
      { data: { items: [{ id: 7 }], next: null } },
      { data: { error: 'hunter2' } },
    ]) {
      const message = await refused(page, { records: 'data' });
      expect(message).toContain('has an object instead of an array at `data`; ');
      expect(message).not.toContain('hunter2');
    }
    for (const page of [
      { status: 'fail', data: { title: 'hunter2' } },
      { data: { id: 7 }, error: 'x' },
      { data: { id: 7 }, other: [{ id: 8 }] },
    ]) {
      expect(await refused(page, { records: 'data' })).toContain('has no array at `data`');
    }
    expect(await refused({ id: 7 }, {})).toContain('answers with an object');
    const one = { data: { lines: [{ n: 1 }], address: { city: 'x' } } };
    expect(await read(one, { records: 'data', keyed: false })).toEqual([one.data]);
  });
});

describe('records by key', () => {
  it('are the values of an object, with or without their keys', async () => {
    const page = { data: { 'Ü"x': { n: 1 }, 9: { n: 2, id: 9 }, e: {} }, next: null };
    expect(await read(page, { records: 'data', keyed: true })).toEqual([
      { n: 2, id: 9 },
      { n: 1 },
      {},
    ]);
    expect(await read(page, { records: 'data', keyed: 'id' })).toEqual([
      { n: 2, id: 9 },
      { id: 'Ü"x', n: 1 },
      { id: 'e' },
    ]);
    expect(await read(page.data, { keyed: true })).toHaveLength(3);
  });

  it('are found without an option if each contains its key', async () => {
    const page = { data: { 7: { id: 7, n: 1 }, b9: { id: 'b9', n: 2 } } };
    expect(await read(page, { records: 'data' })).toEqual([
      { id: 7, n: 1 },
      { id: 'b9', n: 2 },
    ]);
    expect(await read({ data: { 7: { id: '7' } } }, { records: 'data' })).toEqual([{ id: '7' }]);
    const one = { data: { 7: { id: 7 }, 9: { id: 9 } } };
    expect(await read(one, { records: 'data', keyed: false })).toEqual([one.data]);
  });

  it('that are no objects, or contradict their key, are rejections', async () => {
    const page = '{"data": {"a" : 7, "b":{"id":"c"}, "d": [ {} ], "b": {"id":"b"}, "e":"x" } }';
    expect(codes(await read(page, { records: 'data', keyed: 'id' }))).toEqual([
      'RECORD_NOT_OBJECT 7',
      'RECORD_KEY_DIFFERS "b":{"id":"c"}',
      'RECORD_NOT_OBJECT [ {} ]',
      { id: 'b' },
      'RECORD_NOT_OBJECT "x"',
    ]);
  });

  it('may be none, and an array if no key is needed, as PHP writes them', async () => {
    for (const data of [{}, [], null, '']) {
      expect(await read({ data }, { records: 'data', keyed: true })).toEqual([]);
    }
    const data = [{ n: 1 }];
    expect(await read({ data }, { records: 'data', keyed: true })).toEqual(data);
    expect(await refused({ data }, { records: 'data', keyed: 'id' })).toContain(
      'has an array at `data`, so its records have no keys; correct `keyed`',
    );
  });

  test.each([
    '{"a" {}}',
    '{{}}',
    '{"a":{},}',
    '{,"a":{}}',
    '{"a":{} "b":{}}',
    '{"a":{}]',
    '{7:{}}',
  ])('that are not JSON fail: %s', async (text) => {
    server.answer((_, response) => response.end(text));
    expect(await messageOf(server, { keyed: true })).toContain('it is not JSON');
  });

  test('any records by any keys, in blocks of any size, are those of JSON.parse', async () => {
    const keys = fc.string({ unit: 'grapheme', maxLength: 6 }).map((key) => `k${key}`);
    const entries = fc.dictionary(keys, fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }));
    await fc.assert(
      fc.asyncProperty(entries, fc.integer({ min: 1, max: 9 }), async (data, size) => {
        const text = Buffer.from(JSON.stringify({ before: 1, data, after: [1] }, undefined, 1));
        server.answer((_, response) => {
          for (let at = 0; at < text.length; at += size)
            response.write(text.subarray(at, at + size));
          response.end();
        });
        const options = { url: server.url, records: 'data', keyed: 'KEY' };
        const batches = await readAll(options, { batchRecordsMax: 2 });
        const expected = Object.entries(data).map(([KEY, record]) => ({ KEY, ...record }));
        expect(recordsOf(batches)).toEqual(parseExact(JSON.stringify(expected)));
        const texts = batches.flatMap(({ records, json }) =>
          records.map((_, n) => jsonTextOf(json, n)),
        );
        expect(texts.map((one) => parseExact(one ?? ''))).toEqual(recordsOf(batches));
      }),
      { numRuns: 30 },
    );
  });
});

describe('rows with a header', () => {
  const rows = [
    [1, 'x'],
    [2n ** 60n, null],
  ];
  const records = [
    { id: 1, name: 'x' },
    { id: 2n ** 60n, name: null },
  ];

  test.each<[string, unknown, Partial<HttpOptions>]>([
    ['before them', { columns: ['id', 'name'], rows }, { rowHeader: 'columns' }],
    ['after them', { rows, columns: ['id', 'name'] }, { rowHeader: 'columns' }],
    [
      'of objects',
      { meta: { cols: [{ name: 'id', type: 'int' }, { name: 'name' }] }, rows },
      { rowHeader: 'meta.cols.name' },
    ],
    ['in the first row', { rows: [['id', 'name'], ...rows] }, { rowHeader: true }],
  ])('that is %s', async (_, page, options) => {
    expect(await read(page, { records: 'rows', ...options })).toEqual(records);
  });

  it('may be those of the answer itself, deep in it, or none', async () => {
    const text = '[["id","name"],[1,"x"],[1152921504606846976,null]]';
    expect(await read(text, { rowHeader: true })).toEqual(records);
    const deep = { a: { b: { names: ['id', 'name'], rows } }, c: 1 };
    expect(await read(deep, { records: 'a.b.rows', rowHeader: 'a.b.names' })).toEqual(records);
    for (const page of [{ rows: [] }, { rows: null }, { columns: ['id'], rows: [] }]) {
      expect(await read(page, { records: 'rows', rowHeader: 'columns' })).toEqual([]);
    }
    expect(await read([], { rowHeader: true })).toEqual([]);
  });

  it('have no value where a row is shorter; a longer row, or none, is a rejection', async () => {
    const page = { columns: ['id', 'name'], rows: [[1], [1, 2, 3], { id: 1 }, [], 'x'] };
    const found = await read(page, { records: 'rows', rowHeader: 'columns' });
    expect(codes(found)).toEqual([
      { id: 1 },
      'RECORD_NOT_ROW [1,2,3]',
      'RECORD_NOT_ROW {"id":1}',
      {},
      'RECORD_NOT_ROW "x"',
    ]);
  });

  test.each<[string, unknown, Partial<HttpOptions>, string]>([
    ['no header', { rows }, { rowHeader: 'columns' }, 'has no header of its rows'],
    ['a text', { rows, columns: 'id,name' }, { rowHeader: 'columns' }, 'has no header of its rows'],
    ['objects', { rows, columns: [{}, {}] }, { rowHeader: 'columns' }, 'are not all texts'],
    ['a name twice', { rows, columns: ['a', 'a'] }, { rowHeader: 'columns' }, 'same name twice'],
    ['no names first', { rows: [[null], ...rows] }, { rowHeader: true }, 'are not all texts'],
    ['an object', { rows: { a: 1 }, columns: ['a'] }, { rowHeader: 'columns' }, 'has no array'],
  ])('fail with %s', async (_, page, options, message) => {
    expect(await refused(page, { records: 'rows', ...options })).toContain(message);
  });

  it('before their header are kept up to a limit', async () => {
    const page = {
      rows: Array.from({ length: 50 }, (_, n) => [n, 'x'.repeat(100)]),
      columns: ['a'],
    };
    const options = { records: 'rows', rowHeader: 'columns', maxRecordBytes: 2000 };
    expect(await refused(page, options)).toContain('has more than 2000 bytes of rows before');
  });
});
