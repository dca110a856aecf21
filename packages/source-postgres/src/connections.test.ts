import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Batch } from '@rowferry/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import { until } from '../../../test/world/until.ts';
import type { PostgresOptions } from './options.ts';
import { postgres } from './postgres.ts';

let server: PostgresServer;
beforeAll(async () => {
  const settings = ["idle_in_transaction_session_timeout = '5s'", "statement_timeout = '5s'"];
  server = await startPostgres({ settings });
  await server.query(`
    CREATE TABLE wide (id int PRIMARY KEY, load text);
    ALTER TABLE wide ALTER load SET STORAGE EXTERNAL;
    INSERT INTO wide SELECT n, repeat(n::text || ' ', 200) FROM generate_series(1, 20000) AS n`);
});
afterAll(() => server[Symbol.asyncDispose]());
// Each test must leave no connection open.
afterEach(() => server.quiet());

const failed = (message: RegExp) =>
  expect.objectContaining({ code: 'SOURCE_UNREACHABLE', message: expect.stringMatching(message) });

/** A read that begins with the first pull. */
function begin(options: PostgresOptions, connection = server.uri()) {
  const controller = new AbortController();
  const { signal } = controller;
  const source = postgres({ connection, ...options });
  const batches = source.read({ signal })[Symbol.asyncIterator]();
  return { batches, abort: (reason: string) => controller.abort(reason) };
}

async function drain(batches: AsyncIterator<Batch>): Promise<number> {
  let count = 0;
  for (;;) {
    const { done, value } = await batches.next();
    if (done) return count;
    count += value.records.length;
  }
}

/** Waits until a statement that contains `word` runs. */
function running(word: string): Promise<void> {
  return until(`the server runs a statement with \`${word}\``, async () => {
    const found = await server.connections();
    return found.some(({ query, state }) => state === 'active' && query.includes(word));
  });
}

/** Waits until a connection of the source has this wait event of PostgreSQL. */
function waitsFor(event: string): Promise<void> {
  return until(`the source's connection is in \`${event}\``, async () => {
    const waits = await server.query(`SELECT FROM pg_stat_activity
      WHERE application_name = 'rowferry' AND wait_event = '${event}'`);
    return waits.length > 0;
  });
}

const WAYS: PostgresOptions[] = [
  { table: 'wide' },
  { table: 'wide', orderBy: 'id' },
  { table: 'wide', orderBy: 'id', partitions: 3 },
];

describe.each(WAYS)('%o', (options) => {
  it('opens nothing before the first pull, and closes at the end', async () => {
    const { batches } = begin(options);
    expect(await server.connections()).toEqual([]);
    await batches.next();
    expect(await server.connections()).toHaveLength(options.partitions ?? 1);
    expect(await drain(batches)).toBe(20_000 - 256);
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('closes when the consumer stops early', async () => {
    const { batches } = begin(options);
    await batches.next();
    await batches.return?.();
    await server.quiet();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('closes at an abort even without a pull, and rejects with its reason', async () => {
    const { batches, abort } = begin(options);
    await batches.next();
    abort('enough');
    await server.quiet();
    await expect(drain(batches)).rejects.toBe('enough');
  });

  it('fails at once when its backend is killed, before as well as during a pull', async () => {
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'rowferry'`;
    const { batches } = begin(options);
    await batches.next();
    await server.query(kill);
    // A backend sends no error if it waits for its reader, or is already gone when it is asked for more.
    await expect(drain(batches)).rejects.toEqual(failed(/terminating connection .*57P01|was lost/));
    const { batches: others } = begin({ ...options, table: 'slow' });
    await server.query(`CREATE OR REPLACE VIEW slow AS
      SELECT id, load, CASE WHEN id % 100 = 0 THEN pg_sleep(1)::text END FROM wide`);
    const draining = expect(drain(others)).rejects.toEqual(failed(/57P01/));
    await waitsFor('PgSleep');
    await server.query(kill);
    await draining;
  });

  it('can run twice at the same time', async () => {
    const [one, two] = [begin(options), begin(options)];
    expect(await Promise.all([drain(one.batches), drain(two.batches)])).toEqual([20_000, 20_000]);
  });
});

describe('an abort', () => {
  it('ends a statement that has returned nothing yet', async () => {
    const query = 'SELECT count(*) FROM generate_series(1, 1e12) AS forever';
    for (const order of [{}, { orderBy: 'count' }]) {
      const { batches, abort } = begin({ query, ...order });
      const first = expect(batches.next()).rejects.toBe('enough');
      await running('forever');
      abort('enough');
      await first;
      await server.quiet();
    }
  });

  it('before the read prevents any connection', async () => {
    const { batches, abort } = begin({ table: 'wide' });
    abort('enough');
    await expect(batches.next()).rejects.toBe('enough');
  });

  it('ends a connection attempt that the server does not answer', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await once(silent.listen(0, 'localhost'), 'listening');
    const { port } = silent.address() as { port: number };
    for (const sslmode of ['disable', 'require']) {
      const { batches, abort } = begin(
        { table: 'wide' },
        `postgres://me@localhost:${port}/x?sslmode=${sslmode}`,
      );
      const first = expect(batches.next()).rejects.toBe('enough');
      await once(silent, 'connection');
      abort('enough');
      await first;
    }
    await Promise.all(sockets.map((socket) => socket.destroyed || once(socket.resume(), 'close')));
    silent.close();
  });
});

it('waits for a slow reader, in bounded memory and without a time limit', async () => {
  const query = `SELECT n, repeat('x', 100000) AS load FROM generate_series(1, 1500) AS n`;
  const { batches } = begin({ query });
  const before = process.memoryUsage().rss;
  await batches.next();
  // Once all buffers in between are full, the server cannot send any more.
  await waitsFor('ClientWrite');
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  // Longer than the timeouts of the server, which the source switches off.
  await server.query('SELECT pg_sleep(5.2)');
  expect(await drain(batches)).toBe(1500 - 3);
});

it('limits batches by size, however many rows the server sends at once', async () => {
  const query = `SELECT n, repeat('x', CASE WHEN n > 300 THEN 300000 ELSE 10 END) AS load
    FROM generate_series(1, 320) AS n`;
  const sizes: number[] = [];
  const { batches } = begin({ query });
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    sizes.push(next.value.records.length);
  }
  expect(sizes).toEqual([256, 45, ...Array.from({ length: 19 }, () => 1)]);
});

it('reports a server that does not run, or that closes the connection at once', async () => {
  const { batches } = begin({ table: 'wide' }, 'postgres://me@localhost:1/x?sslmode=disable');
  await expect(batches.next()).rejects.toEqual(
    failed(/^localhost:1\/x cannot be reached \(ECONNREFUSED\); check/),
  );
  const closing = createServer((socket) => socket.once('data', () => socket.destroy()));
  await once(closing.listen(0, 'localhost'), 'listening');
  const { port } = closing.address() as { port: number };
  const { batches: others } = begin({ table: 'wide' }, `postgres://me@localhost:${port}/x`);
  await expect(others.next()).rejects.toEqual(failed(/cannot be reached \(Connection terminated/));
  closing.close();
});
