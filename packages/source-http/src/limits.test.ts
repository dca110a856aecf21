import { gzipSync } from 'node:zlib';
import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  json,
  type LocalServer,
  messageOf,
  readAll,
  seen,
  startServer,
  virtualClock,
} from './local-server.fixture.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const byPage = { by: 'page', param: 'page' } as const;

describe('limits', () => {
  it('of a record reject that record, those of a page end the read', async () => {
    const long = { text: 'x'.repeat(100) };
    server.answer((_, response) => json(response, [{ a: 1 }, long, { a: 2 }]));
    const batches = await readAll({ url: `${server.url}/items`, maxRecordBytes: 50 });
    expect(batches.flatMap(seen).map((text) => text.replace(server.url, 'HOST'))).toEqual([
      'HOST/items record 1 {"a":1}',
      'HOST/items record 2 RECORD_TOO_LARGE',
      'HOST/items record 3 {"a":2}',
    ]);
    expect(await messageOf(server, { maxPageBytes: 50 })).toContain(
      'is longer than 50 bytes; request',
    );
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' '));
    server.answer((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(await messageOf(server, { maxPageBytes: 1_000_000 })).toContain(
      'is longer than 1000000 bytes',
    );
  });

  it('of requests per second include repeated requests', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      if (server.received.length === 2) response.writeHead(503).end();
      else json(response, page > 3 ? [] : [{ page }]);
    });
    const clock = virtualClock();
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
