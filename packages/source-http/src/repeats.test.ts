import { Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  failedRead,
  json,
  type LocalServer,
  messageOf,
  readAll,
  recordsOf,
  startServer,
} from './local-server.fixture.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const byPage = { by: 'page', param: 'page' } as const;

describe('a page that repeats', () => {
  it('is an error if the server ignores the page number, and no record is read twice', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }, { a: 2 }]));
    const { batches, error } = await failedRead({ url: server.url, paging: byPage });
    expect(recordsOf(batches)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(error.message).toContain('?page=2 repeats a page: it begins like another page');
  });

  it.each(['json', 'jsonl'] as const)(
    'is not one whose records cannot be read either, in %s',
    async (format) => {
      const pages = [
        ['[1]', '7'],
        ['[2]', '7'],
        [`"${'x'.repeat(50)}"`],
        [`"${'y'.repeat(50)}"`],
        [],
      ];
      server.answer(({ url }, response) => {
        const lines = pages[Number(url.searchParams.get('page')) - 1] ?? [];
        response.end(format === 'json' ? `[${lines}]` : lines.join('\n'));
      });
      const options = { url: server.url, paging: byPage, format, maxRecordBytes: 40 };
      const records = (await readAll(options)).flatMap((batch) => batch.records);
      expect(records.map((one) => one instanceof Unreadable && one.raw)).toEqual(pages.flat());
    },
  );

  it('is an error if a link leads back', async () => {
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('p') ?? 0);
      json(response, [{ page }], { link: `<?p=${page === 3 ? 1 : page + 1}>; rel=next` });
    });
    const { batches, error } = await failedRead({ url: server.url, paging: { by: 'link' } });
    expect(recordsOf(batches)).toEqual([0, 1, 2, 3].map((page) => ({ page })));
    expect(error.message).toContain(' page 5 repeats a page: it was requested before');
  });

  it('is an error if the cursors are always new, but the pages are not', async () => {
    let cursor = 0;
    server.answer((_, response) => json(response, { items: [{ a: 1 }], cursor: ++cursor }));
    const paging = { by: 'cursor', at: 'cursor', param: 'c' } as const;
    const { batches } = await failedRead({ url: server.url, records: 'items', paging });
    expect(recordsOf(batches)).toEqual([{ a: 1 }]);
  });

  it('is an error at once, even after a checkpoint', async () => {
    server.answer((_, response) => json(response, [{ a: 1 }]));
    const options = { url: server.url, paging: byPage };
    const { batches } = await failedRead(options);
    const { batches: rest } = await failedRead(options, { checkpoint: batches[0]?.checkpoint });
    expect(rest).toEqual([]);
  });

  it('may be empty, but not endlessly', async () => {
    let cursor = 0;
    server.answer((_, response) => json(response, { items: [], cursor: ++cursor }));
    const paging = { by: 'cursor', at: 'cursor', param: 'c' } as const;
    expect(await messageOf(server, { records: 'items', paging })).toContain(
      '1000 empty pages in a row',
    );
    server.answer(({ url }, response) => {
      const page = Number(url.searchParams.get('c') ?? 0);
      json(response, { items: page === 40 ? [{ page }] : [], cursor: page < 40 ? page + 1 : null });
    });
    const batches = await readAll({ url: server.url, records: 'items', paging });
    expect(recordsOf(batches)).toEqual([{ page: 40 }]);
  });
});
