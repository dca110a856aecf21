import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  messageOf,
  readAll,
  recordsOf,
  startServer,
  virtualClock,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';
import type { Paging } from './paging-options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const SIX = Array.from({ length: 6 }, (_, id) => ({ id }));

/** Answers with two records from `?at=` on, and what `more` says of the place behind them. */
function answerWith(more: (next: number) => object): void {
  server.answer(({ url }, response) => {
    const at = Number(url.searchParams.get('at') ?? 0);
    json(response, { items: SIX.slice(at, at + 2), ...more(at + 2) });
  });
}

async function read(paging: Paging, more: Partial<HttpOptions> = {}): Promise<unknown[]> {
  return recordsOf(await readAll({ url: server.url, records: 'items', paging, ...more }));
}

describe('a cursor or a link that says the end', () => {
  const byCursor = { by: 'cursor', at: 'next', param: 'at' } as const;

  test.each<[unknown, 'cursor' | 'next', Extract<Paging, { by: 'next' }>['end']]>([
    [0, 'cursor', 0],
    ['0', 'cursor', 0],
    [-1, 'cursor', -1],
    [-1, 'cursor', ['null', '-1']],
    ['null', 'cursor', 'null'],
    ['false', 'cursor', 'false'],
    [2n ** 63n, 'cursor', 2n ** 63n],
    ['null', 'next', 'null'],
  ])('%s by %s', async (last, by, end) => {
    const isLink = by === 'next';
    answerWith((next) => ({ next: next >= 6 ? last : isLink ? `/?at=${next}` : next }));
    const paging: Paging = isLink ? { by, at: 'next' } : byCursor;
    expect(await read({ ...paging, end })).toEqual(SIX);
    expect(server.received).toHaveLength(3);
  });

  it('may be a value of no other cursor', async () => {
    answerWith((next) => ({ next: next >= 6 ? 0 : next }));
    await expect(read({ ...byCursor, end: -1 })).rejects.toThrow('add `end`');
    expect(await read({ ...byCursor, end: [0, 9] })).toEqual(SIX);
  });

  it('is found after a restart, too', async () => {
    answerWith((next) => ({ next: next >= 6 ? 0 : next }));
    const options = { url: server.url, records: 'items', paging: byCursor };
    const { batches } = await failedRead(options);
    expect(recordsOf(batches)).toEqual(SIX);
    const setup = { checkpoint: batches.at(-1)?.checkpoint };
    // The cursor leads to the first page, which the checkpoint knows.
    const again = await failedRead(options, setup);
    expect(recordsOf(again.batches)).toEqual([]);
    expect(again.error.message).toContain('repeats a page: it begins like another page');
    expect(await readAll({ ...options, paging: { ...byCursor, end: 0 } }, setup)).toEqual([]);
  });
});

describe('a flag', () => {
  test.each([
    [true, false],
    ['true', 'false'],
    ['True', 'FALSE'],
    [1, 0],
    ['1', '0'],
    ['Y', 'N'],
    ['yes', 'no'],
  ])('may be %j or %j', async (yes, no) => {
    answerWith((next) => ({ more: next < 6 ? yes : no, done: next < 6 ? no : yes }));
    const byOffset = { by: 'offset', param: 'at' } as const;
    expect(await read({ ...byOffset, more: 'more' })).toEqual(SIX);
    expect(await read({ ...byOffset, done: 'done' })).toEqual(SIX);
    expect(server.received).toHaveLength(6);
  });

  it('may be nothing else', async () => {
    for (const flag of ['maybe', 2, null, undefined, {}, '']) {
      answerWith(() => ({ flag }));
      for (const rule of [{ more: 'flag' }, { done: 'flag' }]) {
        const paging = { by: 'offset', param: 'at', ...rule } as const;
        expect(await messageOf(server, { records: 'items', paging })).toContain(
          'has neither true nor false at `flag`',
        );
      }
    }
  });

  it('that the last page leaves out fails, and can be omitted', async () => {
    answerWith((next) => (next < 6 ? { more: true, next } : {}));
    const paging = { by: 'cursor', at: 'next', param: 'at' } as const;
    expect(await messageOf(server, { records: 'items', paging: { ...paging, more: 'more' } })).toBe(
      'HOST/items page 3 has neither true nor false at `more` (if the last page leaves it out, omit `more`); ' +
        'correct `paging`, or look at the answer',
    );
    expect(await read(paging)).toEqual(SIX);
  });

  it('that says that the read is not over, contradicts an answer without a link', async () => {
    answerWith(() => ({ done: false }));
    const paging = { by: 'next', at: 'next', done: 'done' } as const;
    expect(await messageOf(server, { records: 'items', paging })).toContain('more records follow');
  });
});

test.each<[string, string, (href: string) => unknown]>([
  [
    'a list of links',
    'links',
    (href) => [
      { rel: 'self', href: '/' },
      { rel: 'next', href },
    ],
  ],
  ['a list with several relations', 'links', (href) => [{ rel: ['last', 'Next'], href }]],
  ...['nextPage', 'next_page', 'http://api.test/rels/next', 'urn:rel:next'].map(
    (rel): [string, string, (href: string) => unknown] => [
      `a list with the relation ${rel}`,
      'links',
      (href) => [{ rel, href }],
    ],
  ),
  [
    'a bundle',
    'links',
    (url) => [
      { relation: 'self', url: '/' },
      { relation: 'next', url },
    ],
  ],
  ['an object', 'links.next', (href) => ({ next: { href, templated: false } })],
])('a next link may be in %s', async (_, at, links) => {
  answerWith((next) => ({ links: next < 6 ? links(`/?at=${next}`) : [] }));
  expect(await read({ by: 'next', at })).toEqual(SIX);
});

test('a list of links without the one that is asked for ends the read, and two are an error', async () => {
  answerWith(() => ({ links: [{ rel: 'self', href: '/' }] }));
  expect(await read({ by: 'next', at: 'links' })).toEqual(SIX.slice(0, 2));
  for (const links of [
    [
      { rel: 'next', href: '/a' },
      { rel: 'next', href: '/b' },
    ],
    [{ rel: 'nextish', href: '/a' }],
    [{ relation: 'after-next', url: '/a' }],
    [{ href: '/a' }],
    ['/a'],
    [{ rel: 'next' }],
  ]) {
    answerWith(() => ({ links }));
    await expect(read({ by: 'next', at: 'links' })).rejects.toThrow('that is not an address');
  }
});

test('an empty page with the cursor that led to it is the last', async () => {
  server.answer(({ url }, response) => {
    const mark = url.searchParams.get('cursorMark') ?? '*';
    const at = mark === '*' ? 0 : Number(mark);
    const docs = SIX.slice(at, at + 2);
    json(response, {
      response: { numFound: 6, docs },
      nextCursorMark: docs.length > 0 ? String(at + 2) : mark,
    });
  });
  const options: HttpOptions = {
    url: `${server.url}?cursorMark=*`,
    records: 'response.docs',
    paging: { by: 'cursor', at: 'nextCursorMark', param: 'cursorMark' },
  };
  const batches = await readAll(options);
  expect(recordsOf(batches)).toEqual(SIX);
  expect(await readAll(options, { checkpoint: batches.at(-1)?.checkpoint })).toEqual([]);
  server.answer((_, response) => json(response, { response: { docs: [] }, nextCursorMark: '*' }));
  expect(await readAll(options)).toEqual([]);
  // Where a rule says that more records follow, it is an error.
  server.answer((_, response) =>
    json(response, { response: { n: 1, docs: [] }, nextCursorMark: '*' }),
  );
  const paging: Paging = {
    by: 'cursor',
    at: 'nextCursorMark',
    param: 'cursorMark',
    total: 'response.n',
  };
  const { error } = await failedRead({ ...options, paging });
  expect(error.message).toContain('says that more records follow, but not where');
});

describe('403', () => {
  it('with `Retry-After` waits as long as that says', async () => {
    let requests = 0;
    server.answer((_, response) => {
      if (++requests > 2) json(response, [{ a: 1 }]);
      else response.writeHead(403, { 'retry-after': '60' }).end('{"message":"rate limit"}');
    });
    const clock = virtualClock();
    expect(recordsOf(await readAll({ url: server.url }, { clock }))).toEqual([{ a: 1 }]);
    expect(clock.slept).toEqual([60_000, 60_000]);
  });

  it('without it, or with what is no time, is a refused login', async () => {
    for (const headers of [{}, { 'retry-after': 'soon' }]) {
      server.answer((_, response) => response.writeHead(403, headers).end());
      expect(await messageOf(server)).toContain('answers with status 403; check `token`');
      expect(server.received).toHaveLength(1);
    }
  });
});

describe('a status that says the end', () => {
  test.each<[string, Paging]>([
    ['a link', { by: 'next', at: 'next' }],
    ['a link in the header', { by: 'link' }],
    ['a cursor', { by: 'cursor', at: 'next', param: 'at' }],
    ['the last record', { by: 'cursor', last: 'at', param: 'at' }],
  ])('may be the answer to %s, but not on the first page', async (_, paging) => {
    let end = 6;
    server.answer(({ url }, response) => {
      const at = Number(url.searchParams.get('at') ?? 0);
      const link = `/?at=${at + 2}`;
      if (at >= end) return response.writeHead(404, { link: `<${link}>; rel="next"` }).end('{}');
      const items = SIX.slice(at, at + 2).map(({ id }) => ({ id, at: at + 2 }));
      const next = paging.by === 'next' ? link : at + 2;
      return json(response, { items, next }, { link: `<${link}>; rel="next"` });
    });
    expect(await read({ ...paging, endStatus: [404, 410] })).toHaveLength(6);
    expect(server.received).toHaveLength(4);
    expect(await messageOf(server, { records: 'items', paging })).toBe(
      'HOST/items page 4 answers with status 404; correct `url`, `query` or `paging`, ' +
        'or add `endStatus: 404` if no page follows',
    );
    end = 0;
    const first = await failedRead({
      url: server.url,
      records: 'items',
      paging: { ...paging, endStatus: 404 },
    });
    expect(first.error.message).toContain('page 1 answers with status 404');
    expect(first.error.message).not.toContain('endStatus');
  });
});

test('a cursor in a header ends where it is missing, empty or a value that says the end', async () => {
  for (const [last, end] of [
    [undefined, undefined],
    ['', undefined],
    ['-1', -1],
  ] as const) {
    server.answer(({ url }, response) => {
      const at = Number(url.searchParams.get('at') ?? 0);
      const cursor = at + 2 < 6 ? `${at + 2}` : last;
      const headers = cursor === undefined ? {} : { 'X-Next': cursor };
      return json(response, { items: SIX.slice(at, at + 2) }, headers);
    });
    expect(await read({ by: 'cursor', header: 'x-next', param: 'at', end })).toEqual(SIX);
    expect(server.received).toHaveLength(3);
  }
});
