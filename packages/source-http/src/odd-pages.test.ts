import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  readAll,
  recordsOf,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const TWO = [{ id: 1 }, { id: 2 }];

/** The options of a read of these pages, by number, and then of empty ones. */
function pages(all: readonly unknown[], more: Partial<HttpOptions> = {}): HttpOptions {
  server.answer(({ url }, response) =>
    json(response, all[Number(url.searchParams.get('p')) - 1] ?? { data: [] }),
  );
  return { url: server.url, records: 'data', paging: { by: 'page', param: 'p' }, ...more };
}

describe('an empty array beside what may be a failure fails, and can be accepted', () => {
  test.each<[string, object, object]>([
    ['status', { status: 'ok' }, { status: 'error', message: 'token expired' }],
    ['code', { code: 0 }, { code: 40101, msg: 'unauthorized' }],
    ['message', {}, { message: 'Too many requests' }],
    ['state', { meta: { state: 'complete' } }, { meta: { state: 'aborted' } }],
    ['code', {}, { status: { code: 'E7', text: 'x' } }],
    ['message', { message: 'No records found' }, { message: 'No data: token expired' }],
  ])('%s, after %j: %j', async (name, good, bad) => {
    const options = pages([
      { data: TWO, ...good },
      { data: [], ...bad },
    ]);
    const { batches, error } = await failedRead(options);
    expect(recordsOf(batches)).toEqual(TWO);
    expect(error.message).toBe(
      `${server.url}/?p=2 has no records, and its \`${name}\` may say that it failed; look at the answer; ` +
        'if it is a page without records, add `recordsOptional: true`',
    );
    const checkpoint = batches.at(-1)?.checkpoint;
    const accepted = { ...options, recordsOptional: true };
    expect(recordsOf(await readAll(accepted, { checkpoint }))).toEqual([]);
  });

  test.each<[object, object]>([
    [
      { status: 'OK', code: 0, message: 'Success' },
      { status: 'success', code: 204 },
    ],
    [{}, { message: 'No records found' }],
    [{}, { message: 'no more data.' }],
    [
      { code: 'S0001', state: 'open' },
      { code: 'S0001', state: 'open' },
    ],
    [{ meta: { code: 7 } }, { meta: { code: 7 } }],
    [{}, { aggregations: { state: { open: 3 } } }],
  ])('unless it is a success, or was said before: %j, %j', async (good, last) => {
    const options = pages([
      { data: TWO, ...good },
      { data: [], ...last },
    ]);
    const batches = await readAll(options);
    expect(recordsOf(batches)).toEqual(TWO);
    const checkpoint = JSON.parse(JSON.stringify(batches.at(-1)?.checkpoint));
    expect(await readAll(options, { checkpoint })).toEqual([]);
  });
});

describe('an answer without an array is no page because of a word that is not known', () => {
  test.each<[object, object]>([
    [{}, { data: null, result: 'EXPIRED' }],
    [{ result: 'OK' }, { data: null, result: 'EXPIRED' }],
    [{}, { data: null, info: 'maintenance' }],
    [{}, { type: 'unavailable', request_id: 'req_1' }],
    [{ type: 'list' }, { type: 'unavailable', request_id: 'req_1' }],
    [{}, { object: 'timeout', page: 2 }],
    [{}, { data: null, type: 'about:blank' }],
    [{}, { kind: null, request_id: 'req_1' }],
    [{}, { data: null, token: 'expired' }],
  ])('%j, then %j', async (good, bad) => {
    const { batches, error } = await failedRead(pages([{ data: TWO, ...good }, bad]));
    expect(recordsOf(batches)).toEqual(TWO);
    expect(error.message).toContain('/?p=2 has no array at `data`; ');
  });

  test.each<[object, object]>([
    [
      { result: 'FOUND', info: 'v' },
      { result: 'FOUND', info: 'v' },
    ],
    [{ type: 'vehicle' }, { type: 'vehicle', page: 2 }],
    [{}, { kind: 'storage#objects', etag: 'x7' }],
    [{}, { object: 'list', next_token: 'x7', has_more: 'false' }],
    [{}, { type: 'searchset', total: 0, next: '/v?page=2', sort: 'name' }],
    [{}, { page: { since: '2026-01-01T00:00:00Z', info: '7' } }],
  ])('but one that is known, or was said before, may be in it: %j, then %j', async (good, last) => {
    const options = pages([{ data: TWO, ...good }, last]);
    const batches = await readAll(options);
    expect(recordsOf(batches)).toEqual(TWO);
    const checkpoint = JSON.parse(JSON.stringify(batches.at(-1)?.checkpoint));
    expect(await readAll(options, { checkpoint })).toEqual([]);
  });
});

describe('an object in place of an array is a record only if it looks like one', () => {
  test.each<[string, readonly object[], object]>([
    ['an error', TWO, { message: 'token expired', code: 401 }],
    ['an error with a field of records', [{ code: 'DE', n: 1 }], { message: 'no', code: 401 }],
    ['counts', TWO, { total: 0, page: 2 }],
    ['another object', TWO, { reason: 'too busy', hint: 'x' }],
    ['an error on the first page', [], { message: 'token expired', code: 401 }],
  ])('%s is none', async (_, before, odd) => {
    const all = before.length > 0 ? [{ data: before }, { data: odd }] : [{ data: odd }];
    const options = pages(all);
    const { batches, error } = await failedRead(options);
    expect(recordsOf(batches)).toEqual(before);
    expect(error.message).toContain(
      'has an object instead of an array at `data`; look at the answer: it may be an error; ',
    );
    const checkpoint = batches.at(-1)?.checkpoint;
    const accepted = await readAll({ ...options, keyed: false }, { checkpoint });
    expect(recordsOf(accepted)).toEqual([odd]);
  });

  it.each([
    [[{ id: 1, total: 9 }], { total: 8, id: 2 }],
    [TWO, { id: 3, name: 'x' }],
    [[], { id: 3, name: 'x' }],
  ])('after %j, %j is one', async (before, only) => {
    const all = before.length > 0 ? [{ data: before }, { data: only }] : [{ data: only }];
    const options = pages(all);
    const batches = await readAll(options);
    expect(recordsOf(batches)).toEqual([...before, only]);
    const checkpoint = JSON.parse(JSON.stringify(batches[0]?.checkpoint));
    const rest = recordsOf(await readAll(options, { checkpoint }));
    expect(rest).toEqual(before.length > 0 ? [only] : []);
  });

  it('of another address is compared with the pages of that address only', async () => {
    server.answer(({ url }, response) =>
      json(response, { data: url.pathname === '/a' ? TWO : { vin: 'x' } }),
    );
    const url = [`${server.url}/a`, `${server.url}/b`];
    expect(recordsOf(await readAll({ url, records: 'data' }))).toEqual([...TWO, { vin: 'x' }]);
  });
});
