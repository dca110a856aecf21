import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FailedRead,
  failedRead,
  json,
  type Listener,
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

const SIX = Array.from({ length: 6 }, (_, id) => ({ id }));

function options(paging: Paging | undefined, more: Partial<HttpOptions> = {}): HttpOptions {
  return { url: `${server.url}/items`, records: 'items', paging, ...more };
}

/** Two records from a place on, which a parameter says; after the last one, `end`. */
function paged(name: string, fields: (next: number) => object, end?: Listener): Listener {
  return (received, response) => {
    const at = Number(received.url.searchParams.get(name) ?? 0);
    if (at >= 6 && end !== undefined) return end(received, response);
    return json(response, { items: SIX.slice(at, at + 2), ...fields(at + 2) });
  };
}

const notFound: Listener = (_, response) => response.writeHead(404).end();

/** What is read after the last checkpoint of a read that failed, with other options. */
async function rest({ batches }: FailedRead, mended: HttpOptions): Promise<unknown[]> {
  const checkpoint = JSON.parse(JSON.stringify(batches.at(-1)?.checkpoint));
  return recordsOf(await readAll(mended, { checkpoint }));
}

const byCursor = { by: 'cursor', at: 'next', param: 'at' } as const;
const byOffset = { by: 'offset', param: 'at' } as const;

describe('a read that met a bad page is continued after `paging` was mended', () => {
  it('by a status that is the end', async () => {
    server.answer(paged('at', () => ({}), notFound));
    const failed = await failedRead(options(byOffset));
    expect(recordsOf(failed.batches)).toEqual(SIX);
    expect(await rest(failed, options({ ...byOffset, endStatus: 404 }))).toEqual([]);
  });

  it('by a rule that the page before already met', async () => {
    server.answer(paged('at', (next) => ({ next, isLast: next >= 6 }), notFound));
    const failed = await failedRead(options(byCursor));
    expect(recordsOf(failed.batches)).toEqual(SIX);
    expect(await rest(failed, options({ ...byCursor, done: 'isLast' }))).toEqual([]);
  });

  it('by a value that is the end', async () => {
    server.answer(paged('at', (next) => ({ next: next < 6 ? next : -1 })));
    const failed = await failedRead(options(byCursor));
    expect(await rest(failed, options({ ...byCursor, end: -1 }))).toEqual([]);
  });

  it('by another parameter, place of the cursor, or kind of paging', async () => {
    for (const [wrong, right] of [
      [{ ...byCursor, param: 'ta' }, byCursor],
      [{ ...byCursor, at: 'previous' }, byCursor],
      [byCursor, { ...byCursor, at: 'after' }],
      [
        { ...byCursor, param: 'ta' },
        { by: 'next', at: 'link' },
      ],
      [{ by: 'page', param: 'page' }, byOffset],
    ] as [Paging, Paging][]) {
      server.answer(
        paged('at', (next) =>
          next < 6
            ? {
                previous: 0,
                link: `/items?at=${next}`,
                [right === byCursor ? 'next' : 'after']: next,
                ...(right !== byCursor && { next: 0 }),
              }
            : {},
        ),
      );
      const failed = await failedRead(options(wrong));
      expect(recordsOf(failed.batches)).toEqual(SIX.slice(0, 2));
      expect(await rest(failed, options(right))).toEqual(SIX.slice(2));
    }
  });

  it('by an option for pages without an array', async () => {
    server.answer(
      paged(
        'at',
        (next) => ({ next }),
        (_, response) => json(response, {}),
      ),
    );
    const failed = await failedRead(options(byCursor));
    const mended = options(byCursor, { recordsOptional: true });
    expect(await rest(failed, mended)).toEqual([]);
    // Nothing but the page itself is requested.
    expect(server.received.slice(-1).map(({ url }) => url.search)).toEqual(['?at=6']);
  });

  it('by `keyed`, if that leaves the pages before as they were', async () => {
    const byPage: Paging = { by: 'page', param: 'page' };
    const one = { id: 5, tags: ['a'] };
    const pages = (...pages: readonly unknown[]) =>
      server.answer(({ url }, response) =>
        json(response, { items: pages[Number(url.searchParams.get('page')) - 1] ?? [] }),
      );
    const keyed = { 3: { n: 8 }, 4: { n: 9 } };
    pages(SIX.slice(0, 2), keyed);
    const failed = await failedRead(options(byPage));
    expect(failed.error.message).toContain('`keyed: true` for records by key');
    expect(await rest(failed, options(byPage, { keyed: true }))).toEqual([{ n: 8 }, { n: 9 }]);
    expect(await rest(failed, options(byPage, { keyed: false }))).toEqual([keyed]);

    pages(one, keyed);
    const afterOne = await failedRead(options(byPage));
    expect(recordsOf(afterOne.batches)).toEqual([one]);
    expect(await rest(afterOne, options(byPage, { keyed: false }))).toEqual([keyed]);
    await expect(rest(afterOne, options(byPage, { keyed: true }))).rejects.toThrow(
      '`keyed` has changed, and a page before had an object that is something else with it; restore `keyed`',
    );
    pages(keyed, {});
    const byKey = { batches: await readAll(options(byPage, { keyed: true })) };
    for (const other of [undefined, false]) {
      await expect(
        readAll(options(byPage, { keyed: other }), {
          checkpoint: byKey.batches.at(-1)?.checkpoint,
        }),
      ).rejects.toThrow('`keyed` has changed');
    }
    pages({ 7: { id: 7 } }, keyed);
    const ownKeys = await failedRead(options(byPage));
    expect(await rest(ownKeys, options(byPage, { keyed: true }))).toEqual([{ n: 8 }, { n: 9 }]);
    await expect(rest(ownKeys, options(byPage, { keyed: false }))).rejects.toThrow('`keyed`');
  });

  it('even if it had ended, for want of `paging`', async () => {
    server.answer(paged('at', (next) => ({ next: next < 6 ? next : null })));
    const batches = await readAll(options(undefined));
    const setup = { checkpoint: batches.at(-1)?.checkpoint };
    expect(recordsOf(await readAll(options(byCursor), setup))).toEqual(SIX.slice(2));
    expect(await readAll(options(undefined), setup)).toEqual([]);
  });
});

describe('a read is not continued with another `paging`', () => {
  const refusal = async (one: HttpOptions, other: HttpOptions, index = 0) => {
    const batches = await readAll(one);
    const { error, ...failed } = await failedRead(other, {
      checkpoint: batches[index]?.checkpoint,
    });
    expect(failed.batches).toEqual([]);
    expect(error.code).toBe('SOURCE_CHANGED');
    return error.message.replaceAll(server.url, '');
  };

  it('that leads to other records before', async () => {
    server.answer(paged('at', () => ({})));
    expect(await refusal(options(byOffset), options({ ...byOffset, first: 1 }))).toBe(
      '/items?at=1 has other records than before `paging` was changed; restore `paging`, then resume, ' +
        'or start a new run with the records that are not loaded yet',
    );
  });

  it('that cannot find the page before', async () => {
    server.answer(paged('at', (next) => ({ next: next < 6 ? next : null })));
    const byNext: Paging = { by: 'next', at: 'next' };
    expect(await refusal(options(byCursor), options(byNext), 1)).toContain(
      '`paging.by` has changed',
    );
  });

  it('if addresses before were read to another end', async () => {
    server.answer(paged('at', () => ({})));
    const url = [`${server.url}/a`, `${server.url}/b`];
    const done = { ...byOffset, total: 'total' };
    expect(await refusal(options(byOffset, { url }), options(done, { url }), 4)).toContain(
      '`paging` has changed, and the pages before cannot be checked with it; restore `paging`',
    );
  });
});
