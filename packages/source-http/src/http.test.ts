import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../test/world/until.ts';
import { http } from './http.ts';
import { json, type LocalServer, recordsOf, startServer } from './local-server.fixture.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const { signal } = new AbortController();
const byPage = { by: 'page', param: 'page' } as const;

const released = () =>
  until('the server sees no open connection', () => server.connections() === 0);

describe('options', () => {
  it.each<[object, string]>([
    [{}, '`url`: expected an http or https address without login, or a list of them'],
    [
      { url: 'https://x', timeoutSecond: 1 },
      'unknown key `timeoutSecond`; did you mean `timeoutSeconds`?',
    ],
    [{ url: 'https://x', body: {} }, '`body` needs `method: POST`'],
    [{ url: 'https://x', username: 'a' }, 'expected both `username` and `password`, or neither'],
    [
      { url: 'https://x', token: 'a', username: 'a', password: 'b' },
      'expected either `token`, or `username` and `password`',
    ],
    [{ url: 'https://x', format: 'jsonl', records: 'a' }, '`records` is for `format: json`'],
    [
      { url: 'https://x', format: 'jsonl', paging: { by: 'next', at: 'a' } },
      '`at`, `more`, `done`, `total` and `pages` need `format: json`',
    ],
    [
      { url: 'https://x', paging: { by: 'page', param: 'p', in: 'body' } },
      '`paging.in: body` needs `method: POST`',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', param: 'p' } },
      '`paging`: expected either `at` or `last`, which says where the cursor is',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', param: 'p', at: 'a', header: 'x-c' } },
      '`paging`: expected either `at` or `last`, which says where the cursor is, or `header`',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', param: 'p', header: 'x c' } },
      '`paging.header`: expected the name of a header',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', last: 'id', param: 'p', scroll: true } },
      '`paging`: `end` and `scroll` need `at`',
    ],
    [
      { url: 'https://x', paging: { by: 'page', param: 'p', endStatus: 401 } },
      '`paging.endStatus`: expected a status from 400 to 499 that means no login and no wait',
    ],
    [
      { url: 'https://x', paging: { by: 'next', at: 'a', pages: 'b' } },
      'unknown key `paging.pages`; it is for `by: page`',
    ],
    [
      { url: 'https://x', paging: { by: 'link', end: 0, nextURL: '/a' } },
      'unknown key `paging.end`; it is for `by: next` and `by: cursor`; ' +
        'unknown key `paging.nextURL`; did you mean `nextUrl`?',
    ],
    [
      {
        url: 'https://x',
        paging: { by: 'cursor', at: 'a', param: 'p', scroll: true, endStatus: 404 },
      },
      '`paging`: `endStatus` is not for `scroll: true`',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', at: 'a', param: 'p', nextUrl: '//a:secret@b' } },
      '`paging.nextUrl`: expected an address without login',
    ],
    [
      { url: 'https://x', paging: { by: 'cursor', at: 'a', param: 'p', nextBody: {} } },
      '`paging.nextBody` needs `method: POST`',
    ],
    [{ url: 'https://x', keyed: true, rowHeader: true }, 'expected either `keyed` or `rowHeader`'],
    [{ url: 'https://x', rowHeader: true, paging: byPage }, '`rowHeader: true` is for one page'],
    [{ url: 'https://x', format: 'jsonl', keyed: true }, '`keyed` and `rowHeader` need'],
    [{ url: 'https://x', recordsOptional: true }, '`recordsOptional` needs `records`'],
    [{ url: 'https://x', originAliases: ['x.internal'] }, 'expected an origin'],
    [{ url: 'https://x', headers: { 'a b': 'c' } }, '`headers.a b`: '],
    [{ url: 'https://x', headers: { a: 'secret\n' } }, '`headers.a`: expected printable ASCII'],
    [{ url: 'https://x', allowOrigins: ['https://y/path'] }, 'expected an origin'],
    [{ url: ['https://x', 'http://y/secret'] }, 'add `insecure: true`'],
    [{ url: 'https://x', allowOrigins: ['http://x'] }, 'write https: in `url` and `allowOrigins`'],
  ])('%j are invalid, which throws a TypeError at once', (options, message) => {
    expect(() => http(options as never)).toThrow(TypeError);
    expect(() => http(options as never)).toThrow(/^http: (?!.*secret)/);
    expect(() => http(options as never)).toThrow(message);
  });

  it('must not contain a login in an address, which is not quoted', () => {
    const create = () => http({ url: 'https://me:secret@example.com' });
    expect(create).toThrow(/use `username` and `password`|without login/);
    expect(create).not.toThrow(/secret/);
  });
});

describe('reading', () => {
  it('sends nothing before the first pull, and keeps no connection after its end', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      json(response, page > 2 ? [] : [{ page }]);
    });
    const iterator = http({ url: server.url, paging: byPage })
      .read({ signal })
      [Symbol.asyncIterator]();
    await sleep(20);
    expect(server.received).toEqual([]);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      expect(server.connections()).toBe(1);
    }
    await released();
  });

  it.each(['identity', 'gzip'])(
    'closes its connection when the consumer stops early: %s',
    async (coding) => {
      server.answer((_, response) => {
        if (coding === 'identity') return endless(response);
        response.writeHead(200, { 'content-encoding': coding });
        const gzip = createGzip({ level: 1 });
        pipeline(gzip, response, () => {});
        return endless(gzip);
      });
      for await (const { records } of http({ url: server.url }).read({ signal })) {
        expect(records).toHaveLength(256);
        break;
      }
      await released();
    },
  );

  it('rejects with the reason of an abort, and closes, at any point', async () => {
    const aborted = async (options: Parameters<typeof http>[0], pulls: number) => {
      const controller = new AbortController();
      const iterator = http(options).read({ signal: controller.signal })[Symbol.asyncIterator]();
      for (let pull = 0; pull < pulls; pull++) await iterator.next();
      const pending = iterator.next();
      const outcome = expect(pending).rejects.toBe('enough');
      await sleep(20);
      controller.abort('enough');
      await outcome;
      await released();
      const later = http(options).read({ signal: controller.signal })[Symbol.asyncIterator]();
      await expect(later.next()).rejects.toBe('enough');
    };
    // While waiting for the head of an answer, for its rest, and for the next attempt.
    server.answer(() => {});
    await aborted({ url: server.url }, 0);
    const many = Array.from({ length: 300 }, (_, n) => ({ n }));
    server.answer((_, response) => response.write(JSON.stringify(many).slice(0, -1)));
    await aborted({ url: server.url }, 1);
    server.answer((_, response) => response.writeHead(503, { 'retry-after': '100' }).end());
    await aborted({ url: server.url }, 0);
  });

  it('closes at an abort even without a pull', async () => {
    server.answer((_, response) => endless(response));
    const controller = new AbortController();
    const iterator = http({ url: server.url })
      .read({ signal: controller.signal })
      [Symbol.asyncIterator]();
    await iterator.next();
    controller.abort('enough');
    await released();
    await expect(iterator.next()).rejects.toBe('enough');
  });

  it('reads no further ahead than the connection buffers', async () => {
    let sentBytes = 0;
    server.answer((_, response) => endless(response, (bytes) => (sentBytes += bytes)));
    const iterator = http({ url: server.url }).read({ signal })[Symbol.asyncIterator]();
    await iterator.next();
    let before = -1;
    while (sentBytes !== before) {
      before = sentBytes;
      await sleep(100);
    }
    expect(sentBytes).toBeLessThan(20_000_000);
    await iterator.return?.();
    await released();
  });

  it('can run twice at the same time', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      json(response, page > 5 ? [] : [{ page }]);
    });
    const source = http({ url: server.url, paging: byPage });
    const other = source.read({ signal })[Symbol.asyncIterator]();
    for await (const batch of source.read({ signal })) {
      const { value } = await other.next();
      expect(recordsOf([value])).toEqual(recordsOf([batch]));
    }
    expect((await other.next()).done).toBe(true);
  });

  it('sends a query unchanged, with the parameters that are added to it', async () => {
    const asked = async (query: string, more: object = {}) => {
      const seen: (string | undefined)[] = [];
      const counting = createServer((request, response) => {
        seen.push(request.url);
        response.end(seen.length === 1 ? '[{"a":1}]' : '[]');
      });
      await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve));
      const { port } = counting.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/v${query}`;
      for await (const _ of http({ url, paging: byPage, ...more }).read({ signal }));
      counting.close();
      return seen;
    };
    const query = { $top: 'a b+c', '€': true };
    expect(await asked('?$filter=a%20eq%20b&x=1+2&page=7&y#z', { query })).toEqual([
      '/v?$filter=a%20eq%20b&x=1+2&page=1&y&%24top=a%20b%2Bc&%E2%82%AC=true',
      '/v?$filter=a%20eq%20b&x=1+2&page=2&y&%24top=a%20b%2Bc&%E2%82%AC=true',
    ]);
    expect(await asked('?p%61ge=7&page=8')).toEqual(['/v?page=1', '/v?page=2']);
    expect(await asked('')).toEqual(['/v?page=1', '/v?page=2']);
    expect(await asked("?q='%27+", { query: { q: "it's", after: 2n ** 53n + 1n } })).toEqual([
      '/v?q=it%27s&after=9007199254740993&page=1',
      '/v?q=it%27s&after=9007199254740993&page=2',
    ]);
  });

  it('uses a given dispatcher, and does not close it', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }]));
    let requests = 0;
    const dispatcher = new Agent().compose((dispatch) => (options, handler) => {
      requests += 1;
      return dispatch(options, handler);
    });
    for await (const { records } of http({ url: server.url, dispatcher }).read({ signal })) {
      expect(records).toEqual([{ a: 1 }]);
    }
    expect(requests).toBe(1);
    expect(server.connections()).toBe(1);
    await dispatcher.destroy();
    await released();
  });
});

/** An array without end, written as fast as it is read. */
function endless(to: Writable, count: (bytes: number) => void = () => {}): void {
  const block = `${JSON.stringify({ text: 'x'.repeat(1000) })},`.repeat(64);
  const write = () => {
    do count(block.length);
    while (to.write(block));
  };
  to.on('drain', write).on('error', () => {});
  to.write('[');
  write();
}
