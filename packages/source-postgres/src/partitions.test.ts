import type { Batch } from '@rowferry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import { postgres } from './postgres.ts';
import { columnOf, readAll, readBy, seen, settingsOf } from './reads.fixture.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const { signal } = new AbortController();

describe('partitions', () => {
  it('yield each row once, in the same order at each read and after each checkpoint', async () => {
    await server.query(`CREATE TABLE many (a int, b text, load text, PRIMARY KEY (a, b))`);
    const table = fc.record({
      rows: fc.integer({ min: 0, max: 120 }),
      groups: fc.integer({ min: 1, max: 30 }),
      partitions: fc.integer({ min: 2, max: 4 }),
      rowsMax: fc.integer({ min: 1, max: 20 }),
      charactersMax: fc.integer({ min: 1, max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, groups, partitions, ...limits }) => {
        await server.query(`TRUNCATE many; INSERT INTO many SELECT n % ${groups}, n, repeat('x', n % 90)
          FROM generate_series(1, ${rows}) AS n`);
        const settings = settingsOf(server, 'many', ['a', 'b'], { partitions, limits });
        const batches = await readBy(settings);
        const expected = await server.query('SELECT b FROM many ORDER BY a, b');
        expect(columnOf(batches, 'b').sort()).toEqual(expected.map(({ b }) => b).sort());
        expect(await readBy(settings).then(seen)).toEqual(seen(batches));
        const index = Math.floor(batches.length / 2);
        const checkpoint = JSON.parse(JSON.stringify(batches[index]?.checkpoint ?? null));
        if (checkpoint === null) return;
        const rest = await readBy(settings, checkpoint);
        expect(seen(rest)).toEqual(seen(batches.slice(index + 1)));
      }),
      { numRuns: 25 },
    );
  });

  it('have the same size, and alternate', async () => {
    const query = 'SELECT n FROM generate_series(1, 4000) AS n';
    const batches = await readAll(server, { query, orderBy: 'n', partitions: 4 });
    const firsts = batches.map(({ locate }) => locate?.(0));
    expect(firsts.slice(0, 5)).toEqual(['n=1', 'n=1001', 'n=2001', 'n=3001', 'n=257']);
    expect(batches.at(-1)?.checkpoint).toEqual({
      key: ['n'],
      ranges: [
        { after: ['1000'], upTo: ['1000'] },
        { after: ['2000'], upTo: ['2000'] },
        { after: ['3000'], upTo: ['3000'] },
        { after: ['4000'] },
      ],
      next: 0,
    });
  });
});

describe('a table that changes while it is read', () => {
  beforeAll(() =>
    server.query(`CREATE TABLE moving (id int PRIMARY KEY, name text);
      INSERT INTO moving SELECT n, 'old' FROM generate_series(1, 3000) AS n`),
  );

  it.each([{ orderBy: 'id' }, { orderBy: 'id', partitions: 3 }, {}])(
    'is read as it was at the start: %o',
    async (order) => {
      const source = postgres({ connection: server.uri(), table: 'moving', ...order });
      const batches: Batch[] = [];
      for await (const batch of source.read({ signal })) {
        batches.push(batch);
        await server.query(`UPDATE moving SET name = 'new'; DELETE FROM moving WHERE id > 2000;
          INSERT INTO moving SELECT n, 'new' FROM generate_series(4001, 4010) AS n
          ON CONFLICT DO NOTHING`);
      }
      expect(columnOf(batches, 'name')).toEqual(Array.from({ length: 3000 }, () => 'old'));
      await server.query(`TRUNCATE moving;
        INSERT INTO moving SELECT n, 'old' FROM generate_series(1, 3000) AS n`);
    },
  );

  it('is read in its new state by a restart: the rows after the checkpoint, and none before it', async () => {
    const [first] = await readAll(server, { table: 'moving', orderBy: 'id' });
    await server.query(`UPDATE moving SET name = 'new' WHERE id IN (1, 3000);
      DELETE FROM moving WHERE id IN (2, 256, 300); INSERT INTO moving VALUES (0, 'new'), (3001, 'new')`);
    const rest = await readAll(server, { table: 'moving', orderBy: 'id' }, first?.checkpoint);
    const ids = columnOf(rest, 'id');
    expect(ids).toHaveLength(3000 - 256 - 1 + 1);
    expect(ids[0]).toBe(257);
    expect(columnOf(rest, 'name').slice(-2)).toEqual(['new', 'new']);
  });
});
