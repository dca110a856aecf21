import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  failedRead,
  json,
  type Listener,
  type LocalServer,
  readAll,
  seen,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** This text is part of every secret, and must not appear anywhere. */
const SECRET = 'hunter2';

function optionsWithSecrets(): HttpOptions {
  return {
    url: `${server.url}/hook/${SECRET}-r/items?key=${SECRET}`,
    query: { signature: `${SECRET}=`, size: 2 },
    headers: { 'x-api-key': SECRET },
    username: SECRET,
    password: SECRET,
    method: 'POST',
    body: { secret: SECRET },
    paging: { by: 'link' },
    attemptsMax: 2,
  };
}

/** Answers with a page whose link repeats the parameters of the request, and adds a cursor. */
const echo: Listener = ({ url }, response) => {
  const page = Number(url.searchParams.get('p') ?? 0);
  url.searchParams.set('p', String(page + 1));
  json(response, [{ page }], page < 3 ? { link: `<${url.href}>; rel=next` } : {});
};

it('no location and no checkpoint contains a secret, and a restart sends all secrets again', async () => {
  server.answer(echo);
  const options = optionsWithSecrets();
  const batches = await readAll(options);
  const all = batches.flatMap(seen);
  expect(all.map((text) => text.slice(server.url.length))).toEqual([
    '/hook/…/items page 1 record 1 {"page":0}',
    '/hook/…/items page 2 record 1 {"page":1}',
    '/hook/…/items page 3 record 1 {"page":2}',
    '/hook/…/items page 4 record 1 {"page":3}',
  ]);
  for (const [index, { checkpoint }] of batches.entries()) {
    expect(JSON.stringify(checkpoint)).not.toContain(SECRET);
    server.answer(echo);
    const rest = await readAll(options, { checkpoint });
    expect(rest.flatMap(seen)).toEqual(all.slice(index + 1));
    for (const { url, headers, body } of server.received) {
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        key: SECRET,
        signature: `${SECRET}=`,
        size: '2',
      });
      expect(headers['authorization']).toMatch(/^Basic /);
      expect(headers['x-api-key']).toBe(SECRET);
      expect(body).toContain(SECRET);
    }
  }
});

it.each([
  [`/items?p=1&sig=${SECRET}`],
  [`/items?access_token=${SECRET}`],
  [`/items?token=${SECRET}`],
  [`/items?X-Amz-Signature=${SECRET}&cursor=1`],
  [`/${SECRET}/items?p=1`],
])('the signed link %s is in no checkpoint, and is followed', async (link) => {
  server.answer(({ url }, response) => {
    const isFirst = url.search === '';
    json(response, [{ isFirst }], isFirst ? { link: `<${server.url}${link}>; rel=next` } : {});
  });
  const batches = await readAll({ url: `${server.url}/items`, paging: { by: 'link' } });
  expect(batches.flatMap(({ records }) => records)).toEqual([
    { isFirst: true },
    { isFirst: false },
  ]);
  expect(batches[0]?.checkpoint).toBeUndefined();
  expect(JSON.stringify(batches)).not.toContain(SECRET);
});

it.each<[string, Listener]>([
  ['a refusal', (_, response) => response.writeHead(403).end(SECRET)],
  [
    'a server that fails',
    (_, response) => response.writeHead(500, { 'x-why': SECRET }).end(SECRET),
  ],
  ['no answer', (_, response) => response.destroy()],
  ['an answer that is not HTTP', (_, response) => response.socket?.end(`HTTP ${SECRET}\r\n\r\n`)],
  ['an answer that is not JSON', (_, response) => response.end(`[{"a":${SECRET}}]`)],
  ['an answer without records', (_, response) => response.end(`{"a":"${SECRET}"}`)],
  ['half of an answer', (_, response) => response.end(`[{"a":"${SECRET}"},{"b":"${SECRET}`)],
  ['an HTML page', (_, response) => response.end(`<p>${SECRET}`)],
  ['a page that repeats', (one, response) => json(response, [], { link: `<${one.url}>;rel=next` })],
  [
    'a link to elsewhere',
    (_, response) =>
      json(response, [], { link: `<https://x.example/${SECRET}?${SECRET}>;rel=next` }),
  ],
  [
    'a link with a login',
    (_, response) =>
      json(response, [], { link: `<http://${SECRET}:${SECRET}@x.example>;rel=next` }),
  ],
  [
    'a redirect',
    (_, response) => response.writeHead(307, { location: `https://x.example/?${SECRET}` }).end(),
  ],
])('no message contains a secret: %s', async (_, listener) => {
  server.answer(listener);
  const { error } = await failedRead(optionsWithSecrets());
  expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hook\/…\/items page \d/);
  // A printed error includes its causes and their fields.
  expect(inspect(error, { depth: 5 })).not.toContain(SECRET);
});
