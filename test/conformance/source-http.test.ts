import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Source, SourceRecord } from '@rowferry/core';
import { type HttpOptions, http } from '@rowferry/source-http';
import { sourceConformance } from '@rowferry/testkit';
import { afterAll, describe, test } from 'vitest';
import { PATIENCE_MS } from '../world/until.ts';

const PAGES = 12;
const RECORDS_PER_PAGE = 300;
const RECORDS: readonly SourceRecord[] = Array.from(
  { length: PAGES * RECORDS_PER_PAGE },
  (_, n) => ({ id: String(n), name: n % 7 === 0 ? `Zoë "№ ${n}", Ltd` : `name ${n}` }),
);

/** How an API writes its pages, and the options that read them. */
interface Writing {
  readonly options: Omit<HttpOptions, 'url'>;
  /** The position of the first record on the page that a request selects. */
  from(parameters: URLSearchParams): number;
  write(records: readonly SourceRecord[], next: number): unknown;
}

const byPage = (parameters: URLSearchParams) =>
  (Number(parameters.get('page')) - 1) * RECORDS_PER_PAGE;
const WRITINGS: Readonly<Record<string, Writing>> = {
  'page numbers': {
    options: { records: 'items', paging: { by: 'page', param: 'page', pages: 'pages' } },
    from: byPage,
    write: (items) => ({ items, pages: PAGES }),
  },
  'records by key, until a status': {
    options: {
      ...{ records: 'items', keyed: 'id' },
      paging: { by: 'page', param: 'page', endStatus: 410 },
    },
    from: byPage,
    write: (items) => ({
      items: Object.fromEntries(items.map(({ id, ...rest }) => [String(id), rest])),
    }),
  },
  'rows with a header, until a flag': {
    options: {
      records: 'd.rows',
      rowHeader: 'd.names.name',
      paging: { by: 'page', param: 'page', done: 'last' },
    },
    from: byPage,
    write: (items, next) => ({
      d: {
        names: [{ name: 'id' }, { name: 'name' }],
        rows: items.map(({ id, name }) => [id, name]),
      },
      last: String(next >= RECORDS.length),
    }),
  },
};

let pagesTaken = 0;
const sockets = new Set<Socket>();
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const [, number, kind] = pathname.split('/');
  const { from: place, write } = Object.values(WRITINGS)[Number(number)] as Writing;
  const from = place(searchParams);
  if (kind === 'ending' && from >= 3 * RECORDS_PER_PAGE) return response.writeHead(404).end();
  if (from >= RECORDS.length) return response.writeHead(410).end();
  pagesTaken += 1;
  const to = from + RECORDS_PER_PAGE;
  return response.end(JSON.stringify(write(RECORDS.slice(from, to), to)));
});
server.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function open(path: string, options: Writing['options']): Source {
  pagesTaken = 0;
  return http({ url: `${url}${path}`, ...options });
}

describe.each(Object.entries(WRITINGS))('http: %s', (name, { options }) => {
  const base = `/${Object.keys(WRITINGS).indexOf(name)}`;
  sourceConformance({
    test,
    source: () => open(`${base}/records`, options),
    records: RECORDS,
    places: RECORDS.map((_, n) => {
      const page = Math.floor(n / RECORDS_PER_PAGE) + 1;
      return `${url}${base}/records?page=${page} record ${(n % RECORDS_PER_PAGE) + 1}`;
    }),
    failing: () => open(`${base}/ending`, options),
    held: () => sockets.size,
    ahead: { taken: () => pagesTaken, max: 1 },
    patienceMs: PATIENCE_MS,
  });
});
