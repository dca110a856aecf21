import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  messageOf,
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

/** Answers with these pages, then with the last one again. */
function answerWith(...pages: readonly unknown[]): void {
  let page = 0;
  server.answer((_, response) => json(response, pages[Math.min(page++, pages.length - 1)]));
}

async function read(options: Partial<HttpOptions>): Promise<unknown[]> {
  return recordsOf(await readAll({ url: `${server.url}/items`, ...options }));
}

const byCursor = { by: 'cursor', at: 'next', param: 'c' } as const;
const byPage = { by: 'page', param: 'p' } as const;

describe('a page without records ends the read, or continues, as an empty one does', () => {
  test.each<[string, unknown, Partial<HttpOptions>]>([
    ['null', { items: null, next: null }, { paging: byCursor }],
    ['null and no cursor', { items: null }, { paging: byCursor }],
    ['an empty text, as XML has it', { items: '' }, { paging: byCursor }],
    ['an empty object, as Lua has it', { items: {} }, { paging: byCursor }],
    ['no array, but what it is', { kind: 'list' }, { paging: byCursor }],
    ['no array, but no failure', { status: 'ok', code: 200, message: 'success', count: 0 }, {}],
    ['no array, but no error', { error: null, errors: [], errorCode: '0', total: 0 }, {}],
    ['no array, and no more', { more: false }, { paging: { ...byCursor, more: 'more' } }],
    ['no array, and all said', { total: 2 }, { paging: { ...byPage, total: 'total' } }],
    ['no array, but its links', { _links: { self: { href: '/x?error' } } }, { paging: byCursor }],
    ['null, and when that was', { items: null, took: 7, request_id: 'a7' }, { paging: byCursor }],
  ])('%s', async (_, page, options) => {
    answerWith({ items: TWO, next: 'x', total: 2, more: true, pages: 2 }, page);
    expect(await read({ records: 'items', paging: byPage, ...options })).toEqual(TWO);
  });

  it('wherever the path ends', async () => {
    for (const page of [{ d: null }, { d: [] }, { d: { items: null } }, { d: { meta: {} } }]) {
      answerWith({ d: { items: TWO } }, page);
      expect(await read({ records: 'd.items', paging: byPage })).toEqual(TWO);
    }
    answerWith(TWO, null);
    expect(await read({ paging: byPage })).toEqual(TWO);
  });

  it('in the middle, and on the first page', async () => {
    answerWith({ items: [{ id: 1 }], next: 1 }, { next: 2 }, { items: [{ id: 2 }] });
    expect(await read({ records: 'items', paging: byCursor })).toEqual(TWO);
    answerWith({ items: null, total: 0, more: false });
    const rules = { ...byCursor, total: 'total', more: 'more' };
    expect(await read({ records: 'items', paging: rules })).toEqual([]);
    answerWith({ meta: { result_count: 0 } });
    const meta = { ...byCursor, at: 'meta.next_token' };
    expect(await read({ records: 'data', paging: meta })).toEqual([]);
  });

  it('with a status that says so, behind the first page only', async () => {
    const paging = { ...byPage, endStatus: 404 };
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('p'));
      if (page <= 2) json(response, { items: [{ id: page }] });
      else response.writeHead(404).end('{"detail":"Invalid page."}');
    });
    expect(await read({ records: 'items', paging })).toEqual(TWO);
    expect(await read({ records: 'items', paging: { ...paging, endStatus: [400, 404] } })).toEqual(
      TWO,
    );
    const first = { ...paging, first: 3 };
    expect(await messageOf(server, { records: 'items', paging: first })).toBe(
      'HOST/items?p=3 answers with status 404; correct `url`, `query` or `paging`',
    );
    expect(await messageOf(server, { records: 'items', paging: byPage })).toBe(
      'HOST/items?p=3 answers with status 404; correct `url`, `query` or `paging`, ' +
        'or add `endStatus: 404` if no page follows',
    );
    const total = { ...paging, total: 'total' };
    expect(await messageOf(server, { records: 'items', paging: total })).toContain('no number at');
  });
});

describe('an answer without an array that may be anything else fails, and is not quoted', () => {
  const SECRET = 'hunter2';
  test.each<[string, unknown]>([
    ['an error', { error: SECRET }],
    ['an error object', { error: { message: SECRET } }],
    ['a message', { message: SECRET }],
    ['a message beside null', { items: null, message: SECRET }],
    ['no success', { success: false, items: null }],
    ['no success, and an empty array', { success: false, items: [] }],
    ['an error, and an empty array', { error: SECRET, items: [] }],
    ['a status', { status: 'error', items: null }],
    ['a code', { code: 429 }],
    ['a kind of error', { kind: 'Error', items: null }],
    ['words', { info: 'try again later', items: null }],
    ['a fault deeper down', { meta: { fault: SECRET } }],
    ['another list', { results: [{ id: 1 }], next: null }],
    ['another list deeper down', { page: { list: [{ id: 1 }] } }],
    ['something unknown', { quux: 1, items: null }],
    ['nothing', {}],
    ['a time only', { took: 7 }],
    ['a text in place of the array', { items: SECRET }],
    ['a number in place of the array', { items: 7 }],
    ['false in place of the array', { items: false }],
    ['a text on the way', { d: SECRET }],
    ['another kind of document', [SECRET]],
  ])('%s', async (_, page) => {
    for (const paging of [byCursor, byPage]) {
      answerWith({ items: TWO, next: 'x' }, page);
      const message = await messageOf(server, { records: 'items', paging });
      expect(message).toMatch(
        /(page 2|\?p=2) (has no array at `items`|has no records, and says that it failed); /,
      );
      expect(message).not.toContain(SECRET);
    }
  });

  it('unless an option says that it is an empty page, and it does not say itself that it failed', async () => {
    const options = { records: 'items', recordsOptional: true, paging: byCursor };
    for (const page of [{}, { quux: 1 }, { nodata: { code: '4422', message: 'No data' } }]) {
      answerWith({ items: TWO, next: 'x' }, page);
      expect(await read(options)).toEqual(TWO);
    }
    answerWith({ items: TWO, next: 'x' }, { items: [], error: 'no more data' });
    expect(await read(options)).toEqual(TWO);
    const lists = [{ item: TWO }, { data: { items: TWO } }];
    const failures = [{ error: 'x' }, { ok: false }, { errors: [{ message: 'x' }] }];
    for (const page of [...lists, ...failures, []]) {
      answerWith({ items: TWO, next: 'x' }, page);
      expect(await messageOf(server, options)).toContain(' page 2 ');
    }
  });
});

describe('GraphQL errors fail', () => {
  const graphql = {
    method: 'POST',
    body: { query: '{ items { id } }' },
    records: 'data.items',
  } as const;
  const many = Array.from({ length: 600 }, (_, id) => ({ id }));

  test.each<[string, unknown]>([
    ['without data', { data: null, errors: [{ message: 'hunter2' }] }],
    ['with records before them', { data: { items: many }, errors: [{ message: 'hunter2' }] }],
    ['with records after them', { errors: [{ message: 'hunter2' }], data: { items: many } }],
  ])('%s, before a record is handed on', async (_, page) => {
    answerWith(page);
    const message = await messageOf(server, graphql);
    expect(message).toBe(
      'HOST/items answers with `errors` of GraphQL (1); look at the answer: records, or values of them, may be missing',
    );
    await expect(read(graphql)).rejects.toThrow('GraphQL');
    expect(server.received).toHaveLength(2);
  });

  test.each<[string, Partial<HttpOptions>]>([
    ['a text of JSON', { method: 'POST', body: '{"query": "query { items { id } }"}' }],
    ['the query itself', { method: 'POST', body: '# all\nquery { items { id } }' }],
    ['a parameter', { query: { query: 'fragment F on I { id } query { items { ...F } }' } }],
    ['a parameter of the address', { url: '?query={items{id}}' }],
  ])('also if the query is %s', async (_, { url = '', ...request }) => {
    answerWith({ data: { items: many }, errors: [{ message: 'x' }] });
    const options = { url: `${server.url}/items${url}`, records: 'data.items', ...request };
    const { batches, error } = await failedRead(options);
    expect(error.message).toContain('GraphQL');
    expect(batches).toEqual([]);
  });

  it('while a page of another language is handed on as it arrives', async () => {
    answerWith({ data: many });
    const query = { query: 'SELECT id FROM items FORMAT JSON' };
    expect(await readAll({ url: server.url, records: 'data', query })).toHaveLength(3);
  });

  it('unless there are none, and after waits if there were too many requests', async () => {
    answerWith({ data: { items: many }, errors: [] });
    expect(await read(graphql)).toEqual(many);
    const throttled = { errors: [{ message: 'x', extensions: { code: 'THROTTLED' } }] };
    answerWith(
      throttled,
      { data: null, errors: [{ message: 'x', type: 'RATE_LIMITED' }] },
      {
        data: { items: many },
      },
    );
    expect(await read(graphql)).toEqual(many);
    expect(server.received).toHaveLength(3);
  });
});
