import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  readAll,
  recordsOf,
  seen,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';
import type { Paging } from './paging-options.ts';

let server: LocalServer;
let other: LocalServer;
beforeAll(async () => {
  [server, other] = [await startServer(), await startServer()];
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

const SIX = Array.from({ length: 6 }, (_, id) => ({ id }));

describe('the next page at another address', () => {
  const options = (): HttpOptions => ({
    url: `${server.url}/query?size=2`,
    method: 'POST',
    body: { query: 'select' },
    token: 'hunter2',
    records: 'items',
    paging: {
      by: 'cursor',
      at: 'locator',
      param: 'locator',
      in: 'body',
      done: 'done',
      nextUrl: '/queryMore?x=1',
      nextBody: { keep: '1m' },
    },
  });
  const answer = () =>
    server.answer(({ url, body }, response) => {
      const isFirst = url.pathname === '/query';
      const at = isFirst ? 0 : Number(JSON.parse(body).locator);
      json(response, { items: SIX.slice(at, at + 2), done: at >= 4, locator: `${at + 2}` });
    });

  it('is requested there, with its own query and body, after a restart, too', async () => {
    answer();
    const batches = await readAll(options());
    expect(recordsOf(batches)).toEqual(SIX);
    const asked = () =>
      server.received.map(({ url, body }) => `${url.pathname}${url.search} ${body}`);
    const more = [2, 4].map((n) => `/queryMore?x=1 {"keep":"1m","locator":"${n}"}`);
    expect(asked()).toEqual(['/query?size=2 {"query":"select"}', ...more]);
    answer();
    const rest = await readAll(options(), { checkpoint: batches[0]?.checkpoint });
    expect(recordsOf(rest)).toEqual(SIX.slice(2));
    expect(asked()).toEqual(more);
    expect(server.received.every(({ headers }) => headers['authorization'])).toBe(true);
  });

  it('may not be on another origin, which is not allowed', async () => {
    answer();
    const { paging, ...rest } = options();
    const elsewhere = { ...paging, nextUrl: `${other.url}/queryMore` } as Paging;
    const { error } = await failedRead({ ...rest, paging: elsewhere });
    expect(error.message).toContain(`leads to another origin, ${other.url}`);
    expect(other.received).toEqual([]);
  });
});

describe('a scroll', () => {
  const options = (): HttpOptions => ({
    url: `${server.url}/scroll`,
    records: 'data',
    paging: { by: 'cursor', at: 'scroll_param', param: 'scroll_param', scroll: true },
    attemptsMax: 3,
  });
  /** Starts a new scroll for each request without one; `before` may answer instead. */
  const answer = (before: Parameters<LocalServer['answer']>[0] = () => {}) => {
    const places = new Map<string, number>();
    server.answer(async (received, response) => {
      const id = received.url.searchParams.get('scroll_param') ?? `s${places.size}`;
      const at = places.get(id) ?? 0;
      if ((await before(received, response)) === 'refused') return;
      places.set(id, at + 2);
      if (response.writableEnded || response.destroyed) return;
      json(response, { data: SIX.slice(at, at + 2), scroll_param: id });
    });
  };

  it('has one cursor for all pages, and ends with an empty one', async () => {
    answer();
    const batches = await readAll(options());
    expect(recordsOf(batches)).toEqual(SIX);
    // The server would not return to the place of a checkpoint.
    expect(batches.map(({ checkpoint }) => checkpoint)).toEqual([undefined, undefined, undefined]);
    const locations = batches.flatMap(seen).map((text) => text.slice(server.url.length));
    expect(locations[2]).toBe('/scroll page 2 record 1 {"id":2}');
  });

  it('requests no page again that may have been sent, for it would get the next one', async () => {
    let requests = 0;
    answer((_, response) => {
      if (++requests === 2) response.destroy();
    });
    const { batches, error } = await failedRead(options());
    expect(recordsOf(batches)).toEqual(SIX.slice(0, 2));
    expect(error.code).toBe('SOURCE_UNREACHABLE');
    expect(error.message).toMatch(/page 2 does not answer .*; its scroll may have moved on/);
    expect(server.received).toHaveLength(2);
  });

  it('requests a page again that was refused, and the first page in any case', async () => {
    let requests = 0;
    answer((_, response) => {
      requests += 1;
      if (requests === 1) response.destroy();
      if (requests !== 3) return undefined;
      response.writeHead(429).end();
      return 'refused';
    });
    expect(recordsOf(await readAll(options()))).toEqual(SIX);
  });

  it('is suggested if a cursor repeats without it', async () => {
    answer();
    const { scroll, ...paging } = options().paging as Extract<Paging, { by: 'cursor' }>;
    expect(scroll).toBe(true);
    const { batches, error } = await failedRead({ ...options(), paging });
    expect(error.message).toContain('`scroll: true` if one cursor leads to all pages');
    // What was read may be behind the server by now, so that such a read cannot be continued.
    const late = await failedRead(options(), { checkpoint: batches[1]?.checkpoint });
    expect(late.error.code).toBe('SOURCE_CHANGED');
    expect(late.batches).toEqual([]);
    // From the first page, a new scroll begins.
    answer();
    const rest = await readAll(options(), { checkpoint: batches[0]?.checkpoint });
    expect(recordsOf(rest)).toEqual(SIX.slice(2));
  });

  it('by POST at another address, whose id may change', async () => {
    const places = new Map<string, number>();
    server.answer(({ url, body }, response) => {
      const asked = JSON.parse(body);
      const at = url.pathname === '/v/_search' ? 0 : (places.get(asked.scroll_id) ?? 0);
      const id = `id${at >> 2}`;
      places.set(id, at + 2);
      json(response, { _scroll_id: id, hits: { hits: SIX.slice(at, at + 2) } });
    });
    const batches = await readAll({
      url: `${server.url}/v/_search?scroll=1m`,
      method: 'POST',
      body: { size: 2 },
      records: 'hits.hits',
      paging: {
        ...{ by: 'cursor', at: '_scroll_id', param: 'scroll_id', in: 'body', scroll: true },
        ...{ nextUrl: '/_search/scroll', nextBody: { scroll: '1m' } },
      },
    });
    expect(recordsOf(batches)).toEqual(SIX);
    expect(server.received.at(-1)?.body).toBe('{"scroll":"1m","scroll_id":"id1"}');
  });
});

describe('links of a server that does not know its own address', () => {
  const internal = 'http://legacy.internal:8080';
  const options = (more: Partial<HttpOptions> = {}): HttpOptions => ({
    url: `${server.url}/items`,
    token: 'hunter2',
    records: 'results',
    paging: { by: 'next', at: 'next' },
    originAliases: [internal],
    ...more,
  });
  const answer = (origin: string) =>
    server.answer(({ url }, response) => {
      const at = Number(url.searchParams.get('at') ?? 0);
      if (url.pathname === '/items' && at === 2) {
        return response.writeHead(307, { location: `${origin}/moved?at=2` }).end();
      }
      const next = at < 4 ? `${origin}/items?at=${at + 2}` : null;
      return json(response, { results: SIX.slice(at, at + 2), next });
    });

  it('lead to our own origin, as redirects do, with the login and a checkpoint', async () => {
    answer(internal);
    const batches = await readAll(options());
    expect(recordsOf(batches)).toEqual(SIX);
    expect(server.received.map(({ headers }) => headers['authorization'])).toEqual(
      Array.from({ length: 4 }, () => 'Bearer hunter2'),
    );
    for (const [index, { checkpoint }] of batches.entries()) {
      expect(checkpoint).toBeDefined();
      expect(recordsOf(await readAll(options(), { checkpoint }))).toEqual(SIX.slice(2 * index + 2));
    }
  });

  it('in a header, too', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('page') ?? 1);
      const link = `<${internal}/items?page=${page + 1}>; rel="next"`;
      json(response, [{ page }], page < 3 ? { link } : {});
    });
    const { records: _, ...rest } = options({ paging: { by: 'link' } });
    expect(recordsOf(await readAll(rest))).toEqual([1, 2, 3].map((page) => ({ page })));
  });

  it('lead to no other origin', async () => {
    answer(other.url);
    for (const more of [{}, { originAliases: ['http://legacy.internal'] }]) {
      const { error } = await failedRead(options(more));
      expect(error.message).toContain(`leads to another origin, ${other.url}`);
    }
    // A path that looks like another origin is one on ours, though the test server takes it for a host.
    const { host } = new URL(other.url);
    answer(`${internal}//${host}`);
    expect(recordsOf(await readAll(options()))).toEqual(SIX);
    expect(server.received.at(-1)?.url.host).toBe(host);
    expect(other.received).toEqual([]);
  });
});
