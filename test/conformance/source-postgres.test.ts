import { postgres } from '@rowferry/source-postgres';
import { sourceConformance } from '@rowferry/testkit';
import { afterAll, describe, test } from 'vitest';
import { startPostgres } from '../postgres/server.ts';
import { PATIENCE_MS } from '../world/until.ts';

const COUNT = 3000;
const server = await startPostgres();
afterAll(() => server[Symbol.asyncDispose]());
await server.query(
  `CREATE TABLE things AS SELECT n AS id, 'name ' || n AS name, repeat('x', 200) AS notes
   FROM generate_series(0, ${COUNT - 1}) AS n`,
);
await server.query('ALTER TABLE things ADD PRIMARY KEY (id)');
await server.query(
  `CREATE VIEW breaking AS SELECT id, 1 / (${COUNT - 1} - id) AS share FROM things`,
);
const RECORDS = Array.from({ length: COUNT }, (_, n) => ({
  id: n,
  name: `name ${n}`,
  notes: 'x'.repeat(200),
}));

describe('postgres, in the order of a key', () => {
  sourceConformance({
    test,
    source: () => postgres({ connection: server.uri(), table: 'things', orderBy: 'id' }),
    records: RECORDS,
    fields: ['id', 'name', 'notes'],
    places: RECORDS.map(({ id }) => `things.id=${id}`),
    failing: () => postgres({ connection: server.uri(), table: 'breaking', orderBy: 'id' }),
    held: async () => (await server.connections()).length,
    patienceMs: PATIENCE_MS,
  });
});
