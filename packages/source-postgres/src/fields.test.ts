import { type Batch, stringifyExact, Unreadable } from '@rowferry/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import type { PostgresOptions } from './options.ts';
import { postgres } from './postgres.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  await server.query(`CREATE TABLE v (id int PRIMARY KEY, "Sold At" date, j jsonb, k json, t text);
    INSERT INTO v VALUES
      (1, NULL, '{"a":{"b":9007199254740993},"c":null}', '{"n" : 1.0}', '{"x":1}'),
      (2, NULL, NULL, NULL, ''),
      (3, NULL, '"text"', 'null', 'not JSON')`);
});
afterAll(() => server[Symbol.asyncDispose]());

const { signal } = new AbortController();
const fieldsOf = (options: PostgresOptions) =>
  postgres({ connection: server.uri(), ...options }).fields?.({ signal });

describe('the fields', () => {
  it('are the columns of the table or the query, and no connection stays open', async () => {
    const columns = ['id', 'Sold At', 'j', 'k', 't'];
    expect(await fieldsOf({ table: 'v', orderBy: 'id' })).toEqual(columns);
    expect(await fieldsOf({ table: 'v' })).toEqual(columns);
    const query = 'WITH w AS (SELECT id AS n, $1 || t FROM v ORDER BY 1) SELECT * FROM w -- end';
    expect(await fieldsOf({ query, parameters: ['x'] })).toEqual(['n', '?column?']);
    expect(await fieldsOf({ query: 'VALUES (1, 2)' })).toEqual(['column1', 'column2']);
    await server.quiet();
  });

  it('do not run the query', async () => {
    expect(await fieldsOf({ query: 'SELECT 1 / (id - 1) AS n FROM v' })).toEqual(['n']);
  });

  it('fail as the read does', async () => {
    await expect(fieldsOf({ table: 'nothing' })).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
    const gone = postgres({ connection: 'postgres://localhost:1/x', table: 'v' });
    await expect(gone.fields?.({ signal })).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    await expect(fieldsOf({ table: 'v', json: 'tt' })).rejects.toThrow(
      /`json` names `tt`, which is not a column; did you mean `\w`\?$/,
    );
    await server.quiet();
  });

  it('are not asked for after an abort, and an abort ends the question', async () => {
    const reason = new Error('enough');
    const source = postgres({ connection: server.uri(), table: 'v' });
    await expect(source.fields?.({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const control = new AbortController();
    const asking = source.fields?.({ signal: control.signal });
    control.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await server.quiet();
  });
});

describe('JSON', () => {
  async function recordsOf(options: PostgresOptions, nested?: readonly string[]) {
    const source = postgres({ connection: server.uri(), table: 'v', ...options });
    const batches: Batch[] = [];
    const given = nested === undefined ? { signal } : { signal, nested };
    for await (const batch of source.read(given)) batches.push(batch);
    return batches.flatMap(({ records }) =>
      records.map((record) =>
        record instanceof Unreadable ? record.rejected : stringifyExact(record),
      ),
    );
  }

  it.each([{ orderBy: 'id' }, {}, { orderBy: 'id', partitions: 2 }])(
    'is a value where the migration takes parts of it, and else a text: %o',
    async (order) => {
      const rest = '"Sold At":null,';
      expect(new Set(await recordsOf(order, ['j', 't', 'other']))).toEqual(
        new Set([
          `{"id":1,${rest}"j":{"a":{"b":9007199254740993},"c":null},"k":"{\\"n\\" : 1.0}","t":"{\\"x\\":1}"}`,
          `{"id":2,${rest}"j":null,"k":null,"t":""}`,
          `{"id":3,${rest}"j":"text","k":"null","t":"not JSON"}`,
        ]),
      );
      const [first] = await recordsOf(order);
      expect(first).toContain('"j":"{\\"a\\": {\\"b\\": 9007199254740993}, \\"c\\": null}"');
    },
  );

  it('is read in any column that `json` names', async () => {
    const query = 'SELECT id, t, k FROM v ORDER BY id';
    const found = await recordsOf({ query, table: undefined, json: ['t', 'k'] });
    expect(found).toEqual([
      '{"id":1,"t":{"x":1},"k":{"n":1}}',
      '{"id":2,"t":null,"k":null}',
      { code: 'TEXT_NOT_JSON', message: 'column `t` is not JSON' },
    ]);
    await expect(recordsOf({ json: 'tt' })).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });
});
