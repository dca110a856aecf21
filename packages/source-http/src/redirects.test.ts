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

let server: LocalServer;
let other: LocalServer;
beforeAll(async () => {
  [server, other] = [await startServer(), await startServer()];
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** The message of a read that fails, without the address of the server. */
async function messageOf(options: Partial<HttpOptions>): Promise<string> {
  const { error } = await failedRead({ url: `${server.url}/items`, ...options });
  return error.message.replaceAll(server.url, 'HOST').replaceAll(other.url, 'OTHER');
}

describe('a redirect', () => {
  it('is followed within the origin, and relative links start from its target', async () => {
    server.answer(({ url }, response) => {
      if (url.pathname === '/items') response.writeHead(302, { location: '/v2/items?a=1' }).end();
      else
        json(
          response,
          [{ at: url.search }],
          url.search === '?a=1' ? { link: '<?b=2>;rel=next' } : {},
        );
    });
    const batches = await readAll({ url: `${server.url}/items`, paging: { by: 'link' } });
    expect(recordsOf(batches)).toEqual([{ at: '?a=1' }, { at: '?b=2' }]);
  });

  it('keeps method and body only if its status says so', async () => {
    for (const [status, method] of [
      [307, 'POST'],
      [308, 'POST'],
      [301, 'GET'],
      [303, 'GET'],
    ] as const) {
      server.answer(({ url }, response) => {
        if (url.pathname === '/') response.writeHead(status, { location: '/there' }).end();
        else json(response, [{}]);
      });
      await readAll({ url: server.url, method: 'POST', body: { q: 1 } });
      expect(server.received[1]).toMatchObject({
        method,
        body: method === 'POST' ? '{"q":1}' : '',
      });
    }
  });

  it('in a loop, or to an invalid address, is an error', async () => {
    server.answer((_, response) => response.writeHead(302, { location: '/items' }).end());
    expect(await messageOf({})).toContain('redirects more than 10 times');
    server.answer((_, response) => response.writeHead(302, { location: 'http://' }).end());
    expect(await messageOf({})).toContain('redirects to an invalid address');
    server.answer((_, response) => response.writeHead(304).end());
    expect(await messageOf({})).toContain('answers with status 304; correct `url`: it redirects');
  });

  it('or a link to another origin is an error, unless it is allowed, and sends no login there', async () => {
    const cases: [Partial<HttpOptions>, () => void][] = [
      [
        {},
        () =>
          server.answer((_, response) => {
            response.writeHead(302, { location: `${other.url}/file` }).end();
          }),
      ],
      [
        { paging: { by: 'link' } },
        () =>
          server.answer((_, response) => json(response, [], { link: `<${other.url}>;rel=next` })),
      ],
    ];
    for (const [more, prepare] of cases) {
      prepare();
      other.answer((_, response) => json(response, [{ from: 'other' }]));
      const options = { ...more, token: 't0ken', headers: { 'x-key': 'k' } };
      expect(await messageOf(options)).toMatch(/leads to another origin, OTHER; .*`allowOrigins`/);
      expect(other.received).toEqual([]);
      const allowed = { url: server.url, ...options, allowOrigins: [other.url] };
      expect(recordsOf(await readAll(allowed))).toEqual([{ from: 'other' }]);
      expect(server.received[0]?.headers).toMatchObject({
        authorization: 'Bearer t0ken',
        'x-key': 'k',
      });
      expect(Object.keys(other.received[0]?.headers ?? {})).not.toContain('authorization');
      expect(Object.keys(other.received[0]?.headers ?? {})).not.toContain('x-key');
    }
  });
});
