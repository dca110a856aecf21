import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Source, SourceRecord } from '@rowferry/core';
import { http } from '@rowferry/source-http';
import { sourceConformance } from '@rowferry/testkit';
import { afterAll, describe, test } from 'vitest';
import { PATIENCE_MS } from '../world/until.ts';

const PAGES = 12;
const RECORDS_PER_PAGE = 300;
const RECORDS: readonly SourceRecord[] = Array.from(
  { length: PAGES * RECORDS_PER_PAGE },
  (_, n) => ({ id: String(n), name: n % 7 === 0 ? `Zoë "№ ${n}", Ltd` : `name ${n}` }),
);

let pagesTaken = 0;
const sockets = new Set<Socket>();
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const page = Number(searchParams.get('page'));
  if (pathname === '/ending' && page > 3) return response.writeHead(404).end();
  pagesTaken += 1;
  const items = RECORDS.slice((page - 1) * RECORDS_PER_PAGE, page * RECORDS_PER_PAGE);
  return response.end(JSON.stringify({ items, pages: PAGES }));
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

function open(path: string): Source {
  pagesTaken = 0;
  return http({
    url: `${url}${path}`,
    records: 'items',
    paging: { by: 'page', param: 'page', pages: 'pages' },
  });
}

describe('http', () => {
  sourceConformance({
    test,
    source: () => open('/records'),
    records: RECORDS,
    places: RECORDS.map((_, n) => {
      const page = Math.floor(n / RECORDS_PER_PAGE) + 1;
      return `${url}/records?page=${page} record ${(n % RECORDS_PER_PAGE) + 1}`;
    }),
    failing: () => open('/ending'),
    held: () => sockets.size,
    ahead: { taken: () => pagesTaken, max: 1 },
    patienceMs: PATIENCE_MS,
  });
});
