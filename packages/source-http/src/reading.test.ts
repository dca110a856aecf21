import type { ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Batch, ExactNumber, type SourceRecord, stringifyExact } from '@rowferry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type LocalServer,
  type Received,
  readAll,
  seen,
  startServer,
} from './local-server.fixture.ts';
import type { HttpOptions } from './options.ts';
import type { Paging } from './paging-options.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Records that differ: two pages of the same records would count as a page that repeats. */
const recordsOf = fc
  .array(
    fc.dictionary(
      fc.constantFrom('a', 'b', 'Ü', 'id '),
      fc.oneof(
        fc.bigInt(),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom<unknown>(new ExactNumber('1.0000000000000000001'), null, [{}], { x: [] }),
      ),
    ),
    { maxLength: 30 },
  )
  .map((all) => all.map((fields, index): SourceRecord => ({ ...fields, id: `r${index}` })));

/** How a server divides records into pages. */
interface Style {
  readonly paging: Paging;
  readonly format: 'json' | 'jsonl';
  /** Whether pages in the middle may be empty. They may not if an empty page ends the read. */
  readonly mayBeEmpty: boolean;
  /** The page that a request selects, among pages that begin at these records. */
  pageOf(received: Received, starts: readonly number[], records: readonly SourceRecord[]): number;
  /** What refers to the next page, in the answer and in the `Link` header. */
  refer(next: number | undefined, of: Counts): { fields?: object; link?: string };
}

interface Counts {
  readonly pages: number;
  readonly total: number;
}

const fromQuery = (name: string) => (received: Received) =>
  Number(received.url.searchParams.get(name) ?? 0);
const fromBody = (name: string) => (received: Received) =>
  Number(JSON.parse(received.body)[name] ?? 0);
/** Between 2^53 and 2^63, so that a double would lose the page. */
const bigCursor = (page: number) => 9_007_199_254_740_993n + BigInt(page) * 2n;

const STYLES: Readonly<Record<string, Style>> = {
  'a Link header': {
    paging: { by: 'link' },
    format: 'json',
    mayBeEmpty: true,
    pageOf: fromQuery('p'),
    refer: (next) => ({
      link: `</?p=0>; rel="first"${next === undefined ? '' : `, <?p=${next}>; rel="next"`}`,
    }),
  },
  'a Link header, JSON lines': {
    paging: { by: 'link' },
    format: 'jsonl',
    mayBeEmpty: true,
    pageOf: fromQuery('p'),
    refer: (next) => (next === undefined ? {} : { link: `<${server.url}/?p=${next}>;rel=next` }),
  },
  'a link in the answer': {
    paging: { by: 'next', at: '@odata.nextLink' },
    format: 'json',
    mayBeEmpty: true,
    pageOf: fromQuery('p'),
    refer: (next) => (next === undefined ? {} : { fields: { '@odata.nextLink': `/?p=${next}` } }),
  },
  'a cursor': {
    paging: { by: 'cursor', at: 'meta.next', param: 'cursor' },
    format: 'json',
    mayBeEmpty: true,
    pageOf: ({ url }) => {
      const cursor = url.searchParams.get('cursor');
      return cursor === null ? 0 : Number((BigInt(cursor) - bigCursor(0)) / 2n);
    },
    refer: (next) => ({ fields: { meta: { next: next === undefined ? null : bigCursor(next) } } }),
  },
  'a cursor in a body': {
    paging: { by: 'cursor', at: 'end', param: 'p', in: 'body', more: 'more', total: 'total' },
    format: 'json',
    mayBeEmpty: true,
    pageOf: fromBody('p'),
    refer: (next, { total }) => ({ fields: { more: next !== undefined, end: next ?? 9, total } }),
  },
  'the last record': {
    paging: { by: 'cursor', last: 'id', param: 'after' },
    format: 'json',
    mayBeEmpty: false,
    pageOf: ({ url }, starts, records) => {
      const after = url.searchParams.get('after');
      const read = after === null ? 0 : records.findIndex(({ id }) => id === after) + 1;
      return starts.indexOf(read);
    },
    refer: () => ({}),
  },
  'page numbers': {
    paging: { by: 'page', param: 'page' },
    format: 'json',
    mayBeEmpty: false,
    pageOf: (received) => fromQuery('page')(received) - 1,
    refer: () => ({}),
  },
  'page numbers, JSON lines': {
    paging: { by: 'page', param: 'page', first: 0 },
    format: 'jsonl',
    mayBeEmpty: false,
    pageOf: fromQuery('page'),
    refer: () => ({}),
  },
  'page numbers within a number of pages': {
    paging: { by: 'page', param: 'p', in: 'body', first: 0, pages: 'pages' },
    format: 'json',
    mayBeEmpty: true,
    pageOf: fromBody('p'),
    refer: (_, { pages }) => ({ fields: { pages } }),
  },
  offsets: {
    paging: { by: 'offset', param: 'offset' },
    format: 'json',
    mayBeEmpty: false,
    pageOf: (received, starts) => starts.indexOf(fromQuery('offset')(received)),
    refer: () => ({}),
  },
  'offsets within a total': {
    paging: { by: 'offset', param: 'skip', total: 'total' },
    format: 'json',
    mayBeEmpty: false,
    pageOf: (received, starts) => starts.indexOf(fromQuery('skip')(received)),
    refer: (_, { total }) => ({ fields: { total: String(total) } }),
  },
};

/** Answers with one page, whole or cut off after some bytes. */
function send(
  response: ServerResponse,
  text: string,
  coding: string,
  link: string | undefined,
  breakAfter: number | undefined,
): void {
  const plain = Buffer.from(text);
  const body =
    coding === 'gzip' ? gzipSync(plain) : coding === 'br' ? brotliCompressSync(plain) : plain;
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(coding !== '' && { 'content-encoding': coding }),
    ...(link !== undefined && { link }),
  });
  if (breakAfter === undefined) response.end(body);
  else response.write(body.subarray(0, breakAfter % body.length), () => response.destroy());
}

it.each(Object.entries(STYLES))(
  'reads any records in any pages by %s, and restarts from every checkpoint',
  async (_, style) => {
    await fc.assert(
      fc.asyncProperty(
        recordsOf,
        fc.array(fc.nat(8), { maxLength: 8 }),
        fc.constantFrom('', 'gzip', 'br'),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.option(fc.nat(), { nil: undefined, freq: 3 })),
        async (records, sizes, coding, batchRecordsMax, breaks) => {
          const starts = startsOf(records.length, sizes, style.mayBeEmpty);
          let failures = 0;
          server.answer((received, response) => {
            const page = style.pageOf(received, starts, records);
            const start = starts[page] ?? records.length;
            const end = starts[page + 1] ?? records.length;
            const next = page + 1 < starts.length ? page + 1 : undefined;
            const counts = { pages: starts.length, total: records.length };
            const { fields, link } = style.refer(next, counts);
            const items = records.slice(start, end);
            const text =
              style.format === 'jsonl'
                ? items.map((item) => `${stringifyExact(item)}\n`).join('')
                : (stringifyExact({ ...fields, data: { items } }) ?? '');
            // At most three failures in a row, so that the attempts suffice.
            const breakAfter = failures < 3 ? breaks.next().value : undefined;
            failures = breakAfter === undefined ? 0 : failures + 1;
            send(response, text, coding, link, text === '' ? undefined : breakAfter);
          });
          const options: HttpOptions = {
            url: server.url,
            method: 'in' in style.paging ? 'POST' : 'GET',
            format: style.format,
            ...(style.format === 'json' && { records: 'data.items' }),
            paging: style.paging,
          };
          const batches = await readAll(options, { batchRecordsMax });
          expect(batches.flatMap(({ records }) => records).map(stringifyExact)).toEqual(
            records.map(stringifyExact),
          );
          await eachRest(batches, options, batchRecordsMax);
        },
      ),
      { numRuns: 25 },
    );
  },
);

/** A restart from each checkpoint yields the same records, with the same locations and JSON. */
async function eachRest(
  batches: readonly Batch[],
  options: HttpOptions,
  batchRecordsMax: number,
): Promise<void> {
  const all = batches.flatMap(seen);
  let read = 0;
  for (const { records, checkpoint } of batches) {
    expect(records.length).toBeLessThanOrEqual(batchRecordsMax);
    read += records.length;
    if (checkpoint === undefined) continue;
    const rest = await readAll(options, {
      batchRecordsMax,
      checkpoint: JSON.parse(JSON.stringify(checkpoint)),
    });
    expect(rest.flatMap(seen)).toEqual(all.slice(read));
  }
}

/** Where pages of these sizes begin. */
function startsOf(count: number, sizes: readonly number[], mayBeEmpty: boolean): number[] {
  const starts = [0];
  for (const size of sizes) {
    const start = (starts.at(-1) ?? 0) + (mayBeEmpty ? size : size + 1);
    if (start >= count) break;
    starts.push(start);
  }
  return starts;
}
