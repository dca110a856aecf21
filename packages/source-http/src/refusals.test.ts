import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  json,
  type LocalServer,
  messageOf,
  readAll,
  recordsOf,
  startServer,
  virtualClock,
} from './local-server.fixture.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const byPage = { by: 'page', param: 'page' } as const;

describe('an answer that is not the expected JSON', () => {
  it.each<[string, string, string]>([
    ['text/html; charset=utf-8', '<html>', 'answers with HTML or XML instead of JSON'],
    ['application/json', '\uFEFF \n<!DOCTYPE html>', 'answers with HTML or XML instead of JSON'],
    ['application/json', '{"error":"secret"}', 'answers with an object'],
    ['application/json', 'secret', 'cannot be read: it is not JSON'],
  ])('is an error at once: %s %s', async (type, text, message) => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-type': type });
      response.end(text);
    });
    const reported = await messageOf(server, {});
    expect(reported).toContain(`HOST/items ${message}; `);
    expect(reported).not.toContain('secret');
    expect(server.received).toHaveLength(1);
    if (type.includes('html')) {
      expect(await messageOf(server, { format: 'jsonl' })).toContain('HTML');
    }
  });

  it('is read if only its header says that it is HTML', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }], { 'content-type': 'text/html' }));
    expect(recordsOf(await readAll({ url: server.url }))).toEqual([{ a: 1 }]);
  });

  it('is an error if it has a compression that was not requested', async () => {
    server.answer((_, response) => json(response, [], { 'content-encoding': 'zstd' }));
    expect(await messageOf(server, {})).toContain('is compressed in a way that was not requested');
    expect(server.received[0]?.headers['accept-encoding']).toBe('gzip, br');
  });

  it('is an error at once if the server refuses the request', async () => {
    for (const status of [400, 401, 404]) {
      server.answer((_, response) => response.writeHead(status).end('{"secret":1}'));
      expect(await messageOf(server, {})).toMatch(
        new RegExp(`^HOST/items answers with status ${status}; `),
      );
      expect(server.received).toHaveLength(1);
    }
  });

  it('is an empty page if it has no content', async () => {
    server.answer(({ url }, response) => {
      if (url.searchParams.get('page') === '1') json(response, [{ a: 1 }]);
      else response.writeHead(204).end();
    });
    expect(recordsOf(await readAll({ url: server.url, paging: byPage }))).toEqual([{ a: 1 }]);
  });
});

describe('a server that is busy', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('with %i gets the request again', async (status) => {
    let requests = 0;
    server.answer((_, response) => {
      if (++requests > 3) json(response, [{ a: 1 }]);
      else response.writeHead(status).end();
    });
    const clock = virtualClock();
    expect(recordsOf(await readAll({ url: server.url }, { clock }))).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual([250, 500, 1000]);
  });

  it('gets no request for as long as it asks, however often it asks', async () => {
    let requests = 0;
    server.answer((_, response) => {
      requests += 1;
      const headers = requests % 2 === 0 ? { 'retry-after': '7' } : dates(9);
      if (requests > 12) json(response, [{ a: 1 }]);
      else response.writeHead(429, headers).end();
    });
    const clock = virtualClock();
    const batches = await readAll({ url: server.url, attemptsMax: 2 }, { clock });
    expect(recordsOf(batches)).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual(Array.from({ length: 6 }, () => [9000, 7000]).flat());
  });

  it('ends the read at the deadline, or before a wait that would exceed it', async () => {
    server.answer((_, response) => response.writeHead(429, { 'retry-after': '0' }).end());
    expect(await messageOf(server, { retryDeadlineSeconds: 5 })).toBe(
      'HOST/items answers with status 429 and can be asked again in 1 s; ' +
        'it was tried 6 times: check the server, then resume',
    );
    server.answer((_, response) => response.writeHead(503, { 'retry-after': '3601' }).end());
    expect(await messageOf(server, {})).toContain(
      'and can be asked again in 3601 s; it was tried once',
    );
  });

  it('may ask for waits of up to an hour in total, which do not count towards the deadline', async () => {
    let waits = 0;
    server.answer((_, response) => {
      if (++waits > 3) response.end('[{"a":1}]');
      else response.writeHead(429, { 'retry-after': '1200' }).end();
    });
    const clock = virtualClock();
    const limits = { attemptsMax: 1, retryDeadlineSeconds: 5 };
    const batches = await readAll({ url: server.url, ...limits }, { clock });
    expect(recordsOf(batches)).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual([1_200_000, 1_200_000, 1_200_000]);
    server.answer((_, response) => response.writeHead(429, { 'retry-after': '1200' }).end());
    expect(await messageOf(server, limits)).toContain('it was tried 4 times: check the server');
  });
});

/** Headers with a date `seconds` ahead of the server's clock, which may be wrong. */
function dates(seconds: number): Record<string, string> {
  const now = Date.UTC(2001, 1, 1);
  return {
    date: new Date(now).toUTCString(),
    'retry-after': new Date(now + seconds * 1000).toUTCString(),
  };
}
