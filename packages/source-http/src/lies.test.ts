import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  passingClock,
  readAll,
  recordsOf,
  seen,
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

const patience = { attemptsMax: 3 };
const byPage = { by: 'page', param: 'page' } as const;

/** A server below HTTP, which answers each request with these bytes. */
async function serveBytes(answer: (socket: Socket, request: number) => void): Promise<string> {
  let requests = 0;
  const raw = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => answer(socket, ++requests));
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    raw.close();
  });
  const address = raw.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return `http://127.0.0.1:${address.port}/items`;
}

function head(...headers: readonly string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: application/json', ...headers, '', ''].join('\r\n');
}

/** The message of a read that fails, without the address of the server. */
async function messageOf(options: Partial<HttpOptions>): Promise<string> {
  const { error } = await failedRead({ url: `${server.url}/items`, ...patience, ...options });
  return error.message.replaceAll(server.url, 'HOST').replaceAll(other.url, 'OTHER');
}

describe('a page that repeats', () => {
  it('is an error where the server ignores the page number, and no record comes twice', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }, { a: 2 }]));
    const { batches, error } = await failedRead({ url: server.url, paging: byPage });
    expect(recordsOf(batches)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(error.message).toContain('?page=2 repeats a page: it begins as another page did');
  });

  it('is an error where a link leads back', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('p') ?? 0);
      json(response, [{ page }], { link: `<?p=${page === 3 ? 1 : page + 1}>; rel=next` });
    });
    const { batches, error } = await failedRead({ url: server.url, paging: { by: 'link' } });
    expect(recordsOf(batches)).toEqual([0, 1, 2, 3].map((page) => ({ page })));
    expect(error.message).toContain(' page 5 repeats a page: it was asked for before');
  });

  it('is an error where cursors are ever new, and pages are not', async () => {
    let cursor = 0;
    server.answer((_, response) => json(response, { items: [{ a: 1 }], cursor: ++cursor }));
    const paging = { by: 'cursor', at: 'cursor', param: 'c' } as const;
    const { batches } = await failedRead({ url: server.url, records: 'items', paging });
    expect(recordsOf(batches)).toEqual([{ a: 1 }]);
  });

  it('is an error at once behind a checkpoint, too', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }]));
    const options = { url: server.url, paging: byPage };
    const { batches } = await failedRead(options);
    const { batches: rest } = await failedRead(options, { checkpoint: batches[0]?.checkpoint });
    expect(rest).toEqual([]);
  });

  it('may be empty, but not without end', async () => {
    let cursor = 0;
    server.answer((_, response) => json(response, { items: [], cursor: ++cursor }));
    const paging = { by: 'cursor', at: 'cursor', param: 'c' } as const;
    expect(await messageOf({ records: 'items', paging })).toContain('1000 empty pages in a row');
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('c') ?? 0);
      json(response, { items: page === 40 ? [{ page }] : [], cursor: page < 40 ? page + 1 : null });
    });
    const batches = await readAll({ url: server.url, records: 'items', paging });
    expect(recordsOf(batches)).toEqual([{ page: 40 }]);
  });
});

describe('an answer that breaks off', () => {
  const whole = JSON.stringify(Array.from({ length: 9 }, (_, n) => ({ n })));

  it.each([
    ['a closed connection', [head('transfer-encoding: chunked'), '5\r\n[{"n"\r\n']],
    ['a promised length', [head('content-length: 999'), whole]],
    ['a length that is too short', [head('content-length: 20'), whole]],
    ['an end without its brackets', [head('content-length: 9'), '[{"n":0},']],
    ['no end but that of the connection', [head(), whole.slice(0, 30)]],
    ['nothing at all', [head('content-length: 0')]],
    ['no head', ['HTTP/1.1 ']],
    ['half of gzip', [head('content-encoding: gzip'), gzipSync(whole).subarray(0, 30)]],
    ['half of brotli', [head('content-encoding: br'), Buffer.from([0x0b, 0x10, 0x80])]],
    ['broken gzip', [head('content-encoding: gzip'), Buffer.from('no gzip at all')]],
  ])('by %s is asked for again, then is an error', async (_, pieces) => {
    const lying = await serveBytes((socket) => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
    const { error } = await failedRead({ url: lying, ...patience });
    expect(error.message).toMatch(
      /items (breaks off|gives no answer).* it was tried 3 times: look/,
    );

    const mending = await serveBytes((socket, request) => {
      if (request > 2) socket.write(`${head(`content-length: ${whole.length}`)}${whole}`);
      else for (const piece of pieces) socket.write(piece);
      socket.end();
    });
    const batches = await readAll({ url: mending, ...patience }, { batchRecordsMax: 2 });
    expect(recordsOf(batches)).toEqual(JSON.parse(whole));
  });

  it('in JSON lines, within a line, is asked for again', async () => {
    const url = await serveBytes((socket, request) => {
      socket.end(`${head()}{"n":1}\n{"n":2}${request === 1 ? '\n{"n"' : ''}`);
    });
    expect(recordsOf(await readAll({ url, format: 'jsonl' }))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('and is another one when asked for again is an error, not a mixture', async () => {
    const again = ['[{"n":1},{"n":9},{"n":3}]', '[{"n":1}]', '[]'];
    for (const text of again) {
      const url = await serveBytes((socket, request) => {
        if (request === 1) socket.end(`${head()}[{"n":1},{"n":2},{"n":3},{`);
        else socket.end(`${head()}${text}`);
      });
      const { batches, error } = await failedRead({ url }, { batchRecordsMax: 1 });
      expect(recordsOf(batches)).toEqual([{ n: 1 }, { n: 2 }]);
      expect(error.message).toMatch(/items changed while it was read: it broke off, and began/);
    }
  });

  it('by stalling is asked for again', async () => {
    const url = await serveBytes((socket, request) => {
      socket.write(`${head('content-length: 17')}[{"n":1},`);
      if (request === 2) socket.write('{"n":2}]');
    });
    const batches = await readAll({ url, timeoutSeconds: 0.2 }, { batchRecordsMax: 1 });
    expect(recordsOf(batches)).toEqual([{ n: 1 }, { n: 2 }]);
    const silent = await serveBytes(() => {});
    const { error } = await failedRead({ url: silent, timeoutSeconds: 0.2, attemptsMax: 1 });
    expect(error.message).toContain('gives no answer (UND_ERR_HEADERS_TIMEOUT); it was tried once');
  });
});

describe('an answer that is something else', () => {
  it.each<[string, string, string]>([
    ['text/html; charset=utf-8', '<html>', 'answers with HTML, a page for people'],
    ['application/json', '\uFEFF \n<!DOCTYPE html>', 'answers with HTML or XML instead of JSON'],
    ['application/json', '{"error":"secret"}', 'answers with an object'],
    ['application/json', 'secret', 'cannot be read: it is not JSON'],
  ])('is an error at once: %s %s', async (type, text, message) => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(text);
    });
    const said = await messageOf({});
    expect(said).toContain(`HOST/items ${message}; `);
    expect(said).not.toContain('secret');
    expect(server.received).toHaveLength(1);
    if (type.includes('html')) {
      expect(await messageOf({ format: 'jsonl' })).toContain('HTML');
    }
  });

  it('is an error where it is compressed as nobody asked', async () => {
    server.answer((_, response) => json(response, [], { 'content-encoding': 'zstd' }));
    expect(await messageOf({})).toContain('is compressed in a way that was not asked for');
    expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, br');
  });

  it('is an error at once where the server refuses', async () => {
    for (const status of [400, 401, 404]) {
      server.answer((_, response) => response.writeHead(status).end('{"secret":1}'));
      expect(await messageOf({})).toMatch(
        new RegExp(`^HOST/items answers with status ${status}; `),
      );
      expect(server.received).toHaveLength(1);
    }
  });

  it('is an empty page where it has no content', async () => {
    server.answer(({ url }, response) => {
      if (url.searchParams.get('page') === '1') json(response, [{ a: 1 }]);
      else response.writeHead(204).end();
    });
    expect(recordsOf(await readAll({ url: server.url, paging: byPage }))).toEqual([{ a: 1 }]);
  });
});

describe('a server that is busy', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('with %i is asked again', async (status) => {
    let requests = 0;
    server.answer((_, response) => {
      if (++requests > 3) json(response, [{ a: 1 }]);
      else response.writeHead(status).end();
    });
    const clock = passingClock();
    expect(recordsOf(await readAll({ url: server.url }, { clock }))).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual([250, 500, 1000]);
  });

  it('is left alone for as long as it asks, however often', async () => {
    let requests = 0;
    server.answer((_, response) => {
      requests += 1;
      const headers = requests % 2 === 0 ? { 'retry-after': '7' } : dates(9);
      if (requests > 12) json(response, [{ a: 1 }]);
      else response.writeHead(429, headers).end();
    });
    const clock = passingClock();
    const batches = await readAll({ url: server.url, attemptsMax: 2 }, { clock });
    expect(recordsOf(batches)).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual(Array.from({ length: 6 }, () => [9000, 7000]).flat());
  });

  it('is given up at the deadline, or before a wait that would miss it', async () => {
    server.answer((_, response) => response.writeHead(429, { 'retry-after': '0' }).end());
    expect(await messageOf({ retryDeadlineSeconds: 5 })).toBe(
      'HOST/items answers with status 429, to be asked again in 1 s; ' +
        'it was tried 6 times: look at the server, then resume',
    );
    server.answer((_, response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    expect(await messageOf({})).toContain('to be asked again in 3600 s; it was tried once');
  });
});

/** A date so many seconds ahead of the server's own clock, which may be wrong. */
function dates(seconds: number): Record<string, string> {
  const now = Date.UTC(2001, 1, 1);
  return {
    date: new Date(now).toUTCString(),
    'retry-after': new Date(now + seconds * 1000).toUTCString(),
  };
}

describe('a redirect', () => {
  it('is followed within the origin, and page after page from where it leads', async () => {
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

  it('keeps method and body only where it says so', async () => {
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

  it('in a circle, or to no address, is an error', async () => {
    server.answer((_, response) => response.writeHead(302, { location: '/items' }).end());
    expect(await messageOf({})).toContain('redirects more than 10 times');
    server.answer((_, response) => response.writeHead(302, { location: 'http://' }).end());
    expect(await messageOf({})).toContain('redirects to what is no address');
    server.answer((_, response) => response.writeHead(304).end());
    expect(await messageOf({})).toContain('answers with status 304; correct `url`: it redirects');
  });

  it('or a link to another origin is an error, unless allowed, and takes no login there', async () => {
    const ways: [Partial<HttpOptions>, () => void][] = [
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
    for (const [more, prepare] of ways) {
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

describe('limits', () => {
  it('of a record set it aside, those of a page end the read', async () => {
    const long = { text: 'x'.repeat(100) };
    server.answer((_, response) => json(response, [{ a: 1 }, long, { a: 2 }]));
    const batches = await readAll({ url: `${server.url}/items`, maxRecordBytes: 50 });
    expect(batches.flatMap(seen).map((text) => text.replace(server.url, 'HOST'))).toEqual([
      'HOST/items record 1 {"a":1}',
      'HOST/items record 2 RECORD_TOO_LARGE',
      'HOST/items record 3 {"a":2}',
    ]);
    expect(await messageOf({ maxPageBytes: 50 })).toContain('is longer than 50 bytes; ask for');
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
    server.answer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(await messageOf({ maxPageBytes: 1_000_000 })).toContain('is longer than 1000000 bytes');
  });

  it('of requests a second hold for tries, too', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      if (server.received.length === 2) response.writeHead(503).end();
      else json(response, page > 3 ? [] : [{ page }]);
    });
    const clock = passingClock();
    await readAll({ url: server.url, paging: byPage, requestsPerSecond: 0.5 }, { clock });
    expect(clock.slept).toEqual([2000, 250, 1750, 2000, 2000]);
  });
});

it('a bad line in JSON lines is one rejection', async () => {
  const lines = [
    '{"a":1}',
    '',
    '{"a":',
    '[1]',
    `{"a":"${'x'.repeat(50)}"}`,
    '{"a":"\xff"}',
    '{"a":2}',
  ];
  server.answer((_, response) => response.end(Buffer.from(lines.join('\r\n'), 'latin1')));
  const [batch] = await readAll({ url: `${server.url}/l`, format: 'jsonl', maxRecordBytes: 40 });
  expect(
    batch === undefined ? [] : seen(batch).map((text) => text.slice(server.url.length)),
  ).toEqual([
    '/l line 1 {"a":1}',
    '/l line 3 LINE_NOT_JSON',
    '/l line 4 LINE_NOT_OBJECT',
    '/l line 5 LINE_TOO_LONG',
    '/l line 6 LINE_NOT_UTF8',
    '/l line 7 {"a":2}',
  ]);
  expect(batch?.records.filter((record) => record instanceof Unreadable)).toHaveLength(4);
});
