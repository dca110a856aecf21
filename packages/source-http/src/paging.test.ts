import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  readAll,
  recordsOf,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';
import type { Paging } from './paging-options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Answers with one page after another, whatever is requested. */
function answerWith(...pages: readonly unknown[]): void {
  let page = 0;
  server.answer((_, response) => json(response, pages[page++] ?? { items: [] }));
}

async function read(paging: Paging, more: Partial<HttpOptions> = {}): Promise<unknown[]> {
  return recordsOf(await readAll({ url: server.url, records: 'items', paging, ...more }));
}

async function messageOf(paging: Paging): Promise<string> {
  const { error } = await failedRead({ url: `${server.url}/v`, records: 'items', paging });
  return error.message.replace(server.url, '');
}

describe('the last page', () => {
  it('is the one that says so, whatever else it contains', async () => {
    answerWith({ items: [{ a: 1 }], more: true, next: 1 }, { items: [], more: false, next: 2 });
    await read({ by: 'cursor', at: 'next', param: 'c', more: 'more' });
    expect(server.received.map(({ url }) => url.search)).toEqual(['', '?c=1']);
  });

  it('of numbered pages is not an empty one if the answer says which page is the last', async () => {
    answerWith(
      { items: [{ a: 1 }], more: true },
      { items: [], more: true },
      { items: [{ a: 2 }], more: false },
    );
    expect(await read({ by: 'page', param: 'p', more: 'more' })).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it.each<[string, Paging, object, string]>([
    ['more', { by: 'next', at: 'next', more: 'more' }, { more: true }, 'says that more records'],
    ['total', { by: 'next', at: 'next', total: 'n' }, { n: 2 }, 'says that more records'],
    ['total', { by: 'offset', param: 'o', total: 'n' }, { n: 2 }, '?o=1 says that more records'],
    ['more', { by: 'next', at: 'next', more: 'more' }, {}, 'has neither true nor false at `more`'],
    ['total', { by: 'next', at: 'next', total: 'n' }, { n: -1 }, 'has no number at `n`'],
    ['pages', { by: 'page', param: 'p', pages: 'a.b' }, {}, '?p=1 has no number at `a.b`'],
    ['a link', { by: 'next', at: 'next' }, { next: 7 }, 'has a next link that is not an address'],
    ['a link', { by: 'next', at: 'next' }, { next: 'http://' }, 'that is not an address'],
    ['a key', { by: 'cursor', last: 'b', param: 'c' }, {}, 'has no `b` in its last record'],
  ])('is not reached if the answer contradicts itself: %s', async (_, paging, fields, message) => {
    answerWith({ items: [{ a: 1 }], ...fields }, { items: [], ...fields });
    const actual = await messageOf(paging);
    expect(actual).toContain(message);
    expect(actual).toMatch(/^\/v.*; correct `paging`, or look at the answer$/);
  });
});

it('GraphQL: a cursor at a path in the body', async () => {
  const pageOf = (id: number, endCursor: string, hasNextPage: boolean) => ({
    data: { vehicles: { nodes: [{ id }], pageInfo: { endCursor, hasNextPage } } },
  });
  answerWith(pageOf(1, 'x', true), pageOf(2, 'y', false));
  const variables = { first: 1, after: null };
  const options: HttpOptions = {
    url: server.url,
    method: 'POST',
    body: { query: 'query …', variables },
    records: 'data.vehicles.nodes',
    paging: {
      by: 'cursor',
      at: 'data.vehicles.pageInfo.endCursor',
      more: 'data.vehicles.pageInfo.hasNextPage',
      param: 'variables.after',
      in: 'body',
    },
  };
  expect(recordsOf(await readAll(options))).toEqual([{ id: 1 }, { id: 2 }]);
  expect(server.received.map(({ body }) => JSON.parse(body).variables)).toEqual([
    variables,
    { first: 1, after: 'x' },
  ]);
  expect(server.received[0]?.headers['content-type']).toBe('application/json');
  answerWith({ data: null, errors: [{ message: 'secret' }] });
  const { error } = await failedRead(options);
  expect(error.message).toContain('answers with `errors` of GraphQL (1); ');
  expect(error.message).not.toContain('secret');
});

it('several addresses are read one after another, each with its own pages', async () => {
  server.answer(({ url: { pathname, searchParams } }, response) => {
    const page = Number(searchParams.get('p'));
    json(response, page > 1 ? [] : [{ at: `${pathname}${page}` }]);
  });
  const url = ['/a', '/b'].map((path) => `${server.url}${path}`);
  const paging: Paging = { by: 'page', param: 'p', first: 0 };
  const batches = await readAll({ url, paging });
  const all = ['/a0', '/a1', '/b0', '/b1'].map((at) => ({ at }));
  expect(recordsOf(batches)).toEqual(all);
  for (const [index, { checkpoint }] of batches.entries()) {
    const rest = await readAll({ url, paging }, { checkpoint });
    expect(recordsOf(rest)).toEqual(all.slice(index + 1));
  }
  const late = { checkpoint: batches[2]?.checkpoint };
  const { error } = await failedRead({ url: url[0] ?? '', paging }, late);
  expect(error.message).toMatch(/\/b is no longer address 2 of the source; restore the addresses,/);
  const foreign = await failedRead({ url, paging }, { checkpoint: { offset: 1 } });
  expect(foreign.error.message).toContain('was not written by this source');
  expect([error.code, foreign.error.code]).toEqual(['SOURCE_CHANGED', 'SOURCE_CHANGED']);
});

it('addresses that look the same are numbered, and the others are not', async () => {
  server.answer((_, response) => json(response, [{ a: 1 }]));
  const url = ['/v?type=car', '/v?type=truck', '/w'].map((path) => `${server.url}${path}`);
  const placesOf = async (more: Partial<HttpOptions>) =>
    (await readAll({ url, ...more })).map(({ locate }) => locate?.(0)?.replace(server.url, ''));
  expect(await placesOf({})).toEqual([
    '/v (address 1) record 1',
    '/v (address 2) record 1',
    '/w record 1',
  ]);
  server.answer(({ url }, response) => json(response, url.searchParams.has('p', '1') ? [{}] : []));
  expect(await placesOf({ paging: { by: 'page', param: 'p' } })).toEqual([
    '/v?p=1 (address 1) record 1',
    '/v?p=1 (address 2) record 1',
    '/w?p=1 record 1',
  ]);
  server.answer((_, response) => response.writeHead(404).end());
  const { error } = await failedRead({ url: [...url].reverse() });
  expect(error.message).toMatch(/\/w answers with status 404/);
});

it('a total shows how much of the source was read', async () => {
  server.answer(({ url }, response) => {
    const from = Number(url.searchParams.get('o'));
    json(response, { n: 4, items: from > 3 ? [] : [{ from }, { from: from + 1 }] });
  });
  const url = [`${server.url}/a`, `${server.url}/b`];
  const options: HttpOptions = {
    url,
    records: 'items',
    paging: { by: 'offset', param: 'o', total: 'n' },
  };
  const batches = await readAll(options);
  expect(batches.map(({ fraction }) => fraction)).toEqual([0.25, 0.5, 0.75, 1]);
});
