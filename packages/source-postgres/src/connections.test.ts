import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Batch } from '@rowferry/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import { until } from '../../../test/world/until.ts';
import { type PostgresOptions, postgres } from './postgres.ts';

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
// Nothing that a test did leaves a connection behind.
afterEach(() => server.quiet());

const failed = (message: RegExp) =>
  expect.objectContaining({ code: 'SOURCE_FAILED', message: expect.stringMatching(message) });

/** A read that has begun, or is about to. */
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

/** Waits until a program's statement runs. */
function running(word: string): Promise<void> {
  return until(`the server runs a statement with \`${word}\``, async () => {
    const found = await server.connections();
    return found.some(({ query, state }) => state === 'active' && query.includes(word));
  });
}

/** Waits until a connection of the source waits for what PostgreSQL calls so. */
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

  it('closes when left early', async () => {
    const { batches } = begin(options);
    await batches.next();
    await batches.return?.();
    await server.quiet();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('closes at an abort, though nobody pulls, and rejects with its reason', async () => {
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
    // A backend that waits for its reader, or is asked for more when it is gone, says no farewell.
    await expect(drain(batches)).rejects.toEqual(failed(/terminating connection .*57P01|was lost/));
    const { batches: others } = begin({ ...options, table: 'slow' });
    await server.query(`CREATE OR REPLACE VIEW slow AS
      SELECT id, load, CASE WHEN id % 100 = 0 THEN pg_sleep(1)::text END FROM wide`);
    const draining = expect(drain(others)).rejects.toEqual(failed(/57P01/));
    await waitsFor('PgSleep');
    await server.query(kill);
    await draining;
  });

  it('may run twice at once', async () => {
    const [one, two] = [begin(options), begin(options)];
    expect(await Promise.all([drain(one.batches), drain(two.batches)])).toEqual([20_000, 20_000]);
  });
});

describe('an abort', () => {
  it('ends a statement that has given nothing yet', async () => {
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

  it('that was before the read opens nothing', async () => {
    const { batches, abort } = begin({ table: 'wide' });
    abort('enough');
    await expect(batches.next()).rejects.toBe('enough');
  });

  it('ends a connection that the server does not answer', async () => {
    const sockets: Socket[] = [];
    const deaf = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await once(deaf.listen(0, 'localhost'), 'listening');
    const { port } = deaf.address() as { port: number };
    for (const sslmode of ['disable', 'require']) {
      const { batches, abort } = begin(
        { table: 'wide' },
        `postgres://me@localhost:${port}/x?sslmode=${sslmode}`,
      );
      const first = expect(batches.next()).rejects.toBe('enough');
      await once(deaf, 'connection');
      abort('enough');
      await first;
    }
    await Promise.all(sockets.map((socket) => socket.destroyed || once(socket.resume(), 'close')));
    deaf.close();
  });
});

it('waits for a slow reader, in little memory and without end', async () => {
  const query = `SELECT n, repeat('x', 100000) AS load FROM generate_series(1, 1500) AS n`;
  const { batches } = begin({ query });
  const before = process.memoryUsage().rss;
  await batches.next();
  // Once all that lies between is full, the server cannot send any more.
  await waitsFor('ClientWrite');
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  // Longer than the server lets others take.
  await server.query('SELECT pg_sleep(5.2)');
  expect(await drain(batches)).toBe(1500 - 3);
});

it('hands on rows by size, however many the server would send at once', async () => {
  const query = `SELECT n, repeat('x', CASE WHEN n > 300 THEN 300000 ELSE 10 END) AS load
    FROM generate_series(1, 320) AS n`;
  const sizes: number[] = [];
  const { batches } = begin({ query });
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    sizes.push(next.value.records.length);
  }
  expect(sizes).toEqual([256, 45, ...Array.from({ length: 19 }, () => 1)]);
});

it('a server that is not there, or that ends while it is asked, is said', async () => {
  const { batches } = begin({ table: 'wide' }, 'postgres://me@localhost:1/x?sslmode=disable');
  await expect(batches.next()).rejects.toEqual(
    failed(/^localhost:1\/x cannot be reached \(ECONNREFUSED\); check/),
  );
  const rude = createServer((socket) => socket.once('data', () => socket.destroy()));
  await once(rude.listen(0, 'localhost'), 'listening');
  const { port } = rude.address() as { port: number };
  const { batches: others } = begin({ table: 'wide' }, `postgres://me@localhost:${port}/x`);
  await expect(others.next()).rejects.toEqual(failed(/cannot be reached \(Connection terminated/));
  rude.close();
});
