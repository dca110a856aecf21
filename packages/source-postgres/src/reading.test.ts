import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../../../test/postgres/server.ts';
import { parseConnectionString } from './connection-string.ts';
import type { PostgresOptions } from './options.ts';
import { postgres } from './postgres.ts';
import { readBatches, type Settings } from './reading.ts';
import { columnOf, readAll, readBy, seen, settingsOf } from './reads.fixture.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const { signal } = new AbortController();
const failed = (message: RegExp) =>
  expect.objectContaining({ code: 'SOURCE_FAILED', message: expect.stringMatching(message) });

describe('a table or a query', () => {
  beforeAll(() =>
    server.query(`
      CREATE SCHEMA "Old.CRM";
      CREATE TABLE "Old.CRM"."My ""Cars""" ("Id" int PRIMARY KEY, "select" text);
      INSERT INTO "Old.CRM"."My ""Cars""" VALUES (1, 'a'), (2, NULL);
      CREATE SCHEMA legacy;
      CREATE VIEW legacy.cars AS SELECT * FROM "Old.CRM"."My ""Cars""";
    `),
  );

  it('may have any names, which are used literally', async () => {
    const batches = await readAll(server, { table: ['Old.CRM', 'My "Cars"'], orderBy: 'Id' });
    expect(seen(batches)).toEqual([
      ['Old.CRM.My "Cars".Id=1', undefined, { Id: 1, select: 'a' }],
      ['Old.CRM.My "Cars".Id=2', undefined, { Id: 2, select: null }],
    ]);
    expect(columnOf(await readAll(server, { table: 'legacy.cars' }), 'Id')).toEqual([1, 2]);
  });

  it('takes parameters that are bound, even if the order adds more', async () => {
    const query = `SELECT n, $1 || n AS text, $3::bool AS yes, $4::text AS nothing
      FROM generate_series(1, $2::int) AS n -- the end`;
    const parameters = ["'; DROP TABLE x; --", 3, true, null];
    const plain = await readAll(server, { query: `${query}\n;\n`, parameters });
    expect(seen(plain)[2]).toEqual([
      'row 3',
      undefined,
      { n: 3, text: "'; DROP TABLE x; --3", yes: true, nothing: null },
    ]);
    const checkpoint = { key: ['n'], ranges: [{ after: ['2'] }], next: 0 };
    const ended = { query: `${query}\n; -- ; really`, parameters };
    expect(seen(await readAll(server, { ...ended, orderBy: 'n' }, checkpoint))).toEqual([
      ['n=3', undefined, Object(seen(plain)[2])[2]],
    ]);
  });

  it('may be empty, or have no columns', async () => {
    expect(await readAll(server, { query: 'SELECT 1 AS n WHERE false', orderBy: 'n' })).toEqual([]);
    expect(await readAll(server, { query: 'SELECT 1 AS n WHERE false' })).toEqual([]);
    const [{ records } = { records: [] }] = await readAll(server, { query: 'SELECT' });
    expect(records).toEqual([{}]);
  });

  it('cannot change anything', async () => {
    const query = 'WITH gone AS (DELETE FROM "Old.CRM"."My ""Cars""" RETURNING *) TABLE gone';
    await expect(readAll(server, { query })).rejects.toEqual(
      failed(/read-only transaction \(25006\)$/),
    );
  });

  it('that the server refuses is reported with the reason, without quoting a value', async () => {
    const cases: [PostgresOptions, RegExp][] = [
      [{ table: 'nowhere' }, /relation "nowhere" does not exist \(42P01\)$/],
      [{ query: 'SELECT 1 AS a, 2 AS a' }, /^Two columns of the query are named `a`; rename/],
      [{ table: 'legacy.cars', orderBy: 'id' }, /^`orderBy` names `id`, which is not a column/],
      [{ query: "SELECT 'secret'::int" }, /^PostgreSQL ended the read with SQLSTATE 22P02/],
      [{ query: "SELECT ('secret' || n)::int FROM generate_series(1, 9) AS n" }, /22P02/],
      [{ query: 'SELECT 1; SELECT 2' }, /multiple commands/],
      [{ query: '(COPY legacy.cars TO STDOUT)' }, /syntax error/],
    ];
    for (const [options, message] of cases) {
      const reading = readAll(server, options);
      await expect(reading).rejects.toEqual(failed(message));
      await expect(reading).rejects.not.toThrow('secret');
    }
  });
});

it('a COPY statement, which returns no rows, ends the read', async () => {
  await server.query('CREATE TABLE copied AS SELECT n FROM generate_series(1, 100000) AS n');
  for (const all of ['COPY copied TO STDOUT', 'COPY copied FROM STDIN']) {
    const settings: Settings = {
      connection: parseConnectionString(server.uri()),
      relation: { all, from: '', parameters: [], name: '' },
      ...{ orderBy: [], partitions: 1, zone: '', json: [] },
    };
    const reading = readBatches(settings, { signal }).next();
    await expect(reading).rejects.toEqual(failed(/^COPY returns no rows|read-only transaction/));
  }
  await server.quiet();
});

/** Types to order rows by, with values whose order or equality differs from that of their text. */
const KEYS: Record<string, readonly string[]> = {
  int8: ['-9223372036854775808', '-1', '9', '10', '9007199254740993', '9007199254740992'],
  numeric: ['-0.5', '9.10', '10', '1e40', 'NaN', 'Infinity'],
  float8: ['0.1', '0.30000000000000004', '5e-324', '1e308', 'Infinity', 'NaN', '-2'],
  text: ['', 'a', 'B', 'Z', 'z', 'ä', "it's", 'a b\n', '\\', '\u{1F600}'],
  'text COLLATE "und-x-icu"': ['a', 'B', 'Z', 'z', 'ä', 'co-op', 'coop', 'COOP'],
  'char(3)': ['a', 'b  ', 'abc'],
  timestamptz: [
    '2020-01-01 00:00:00.123456Z',
    '2020-01-01 00:00:00.123457Z',
    '-infinity',
    '4713-01-01 BC',
  ],
  date: ['infinity', '2020-01-01', '0044-03-15 BC', '12345-01-01'],
  interval: ['1 mon', '29 days', '31 days', '-1 day', '1 us'],
  uuid: ['00000000-0000-0000-0000-000000000001', 'f0000000-0000-0000-0000-000000000000'],
  bytea: ['\\x00', '\\xff', '\\x'],
  bool: ['t', 'f'],
  mood: ['zesty', 'angry', 'mild'],
  'int4[]': ['{1}', '{1,NULL}', '{2}', '{}'],
  jsonb: ['1', '"a"', '{"a":1}', '[]', 'null'],
};

describe('with `orderBy`', () => {
  beforeAll(() => server.query("CREATE TYPE mood AS ENUM ('zesty', 'angry', 'mild')"));

  it.each(Object.entries(KEYS))(
    'a read can restart from each place of a key of %s',
    async (type, values) => {
      const rows = values.map((value) => `('${value.replaceAll("'", "''")}')`).join(', ');
      await server.query(`
      DROP TABLE IF EXISTS keyed; CREATE TABLE keyed (k ${type}, n int);
      INSERT INTO keyed (k, n) SELECT k::${type.split(' COLLATE')[0]}, n FROM
        (VALUES ${rows}) AS one (k), generate_series(1, 2) AS n
    `);
      const settings = settingsOf(server, 'keyed', ['k', 'n']);
      const batches = await readBy(settings);
      const sorted = await server.query('SELECT n, k::text FROM keyed ORDER BY k, n');
      expect(columnOf(batches, 'n')).toEqual(sorted.map(({ n }) => n));
      for (const [index, { checkpoint }] of batches.entries()) {
        const rest = await readBy(settings, JSON.parse(JSON.stringify(checkpoint)));
        expect(seen(rest)).toEqual(seen(batches.slice(index + 1)));
      }
    },
  );

  it('NULL, and rows with the same key, end the read, even after a checkpoint', async () => {
    await server.query(`
      CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE twins (id int, name text COLLATE blind, amount numeric);
      INSERT INTO twins VALUES (1, 'a', 1.0), (2, 'A', 2), (3, 'b', 1.00), (NULL, 'c', 3);
    `);
    const twice = failed(/^`orderBy` \(.*\) is not unique: some rows have the same values/);
    const isNull = failed(/^`orderBy` \(.*id.*\) is NULL in some rows/);
    const none = { key: ['id'], ranges: [{ after: ['3'] }], next: 0 };
    await expect(readAll(server, { table: 'twins', orderBy: 'name' })).rejects.toEqual(twice);
    await expect(readAll(server, { table: 'twins', orderBy: 'amount' })).rejects.toEqual(twice);
    await expect(readAll(server, { table: 'twins', orderBy: 'id' })).rejects.toEqual(isNull);
    await expect(readAll(server, { table: 'twins', orderBy: 'id' }, none)).rejects.toEqual(isNull);
    const ranges = readAll(server, { table: 'twins', orderBy: ['amount', 'id'], partitions: 2 });
    await expect(ranges).rejects.toEqual(isNull);
    // There is no checkpoint between the two rows: a restart from it would lose the second.
    await server.query(
      'CREATE TABLE pairs AS SELECT (n + 1) / 2 AS k FROM generate_series(3, 6) AS n',
    );
    await server.query('INSERT INTO pairs VALUES (1)');
    const checkpoints: unknown[] = [];
    const reading = async () => {
      for await (const { checkpoint } of readBatches(settingsOf(server, 'pairs', ['k']), {
        signal,
      })) {
        checkpoints.push(checkpoint);
      }
    };
    await expect(reading()).rejects.toEqual(twice);
    expect(checkpoints).toEqual([{ key: ['k'], ranges: [{ after: ['1'] }], next: 0 }]);
  });

  it('a checkpoint of other options or of another source is rejected', async () => {
    const query = 'SELECT n, n AS m FROM generate_series(1, 9) AS n';
    const place = { key: ['n'], ranges: [{ after: ['3'] }], next: 0 };
    const cases: [PostgresOptions, unknown, RegExp][] = [
      [
        { query, orderBy: ['n', 'm'] },
        place,
        /^The checkpoint was written with `orderBy` \(n\), not \(n, m\)/,
      ],
      [{ query }, place, /^The checkpoint needs the `orderBy`/],
      [{ query, orderBy: 'n' }, { line: 3 }, /not written by this source/],
      [{ query, orderBy: 'n' }, { ...place, next: 1 }, /not written by this source/],
      [{ query, orderBy: 'n' }, { ...place, ranges: [{ after: [] }] }, /not written by this/],
      [{ query, orderBy: 'n' }, { ...place, ranges: [{}, {}] }, /with `partitions: 2`; restore/],
    ];
    for (const [options, checkpoint, message] of cases) {
      await expect(readAll(server, options, checkpoint)).rejects.toMatchObject({
        code: 'SOURCE_CHANGED',
        message: expect.stringMatching(message) as string,
      });
    }
  });
});

describe('options', () => {
  it('that are invalid throw a TypeError at once, and are not quoted', () => {
    const secret = 'postgres://me:hunter2@db/x';
    const cases: [object, RegExp][] = [
      [{ tabel: 'x' }, /unknown key `tabel`; did you mean `table`\?/],
      [{}, /^postgres: expected either `table` or `query`$/],
      [{ table: 'a', query: 'TABLE b' }, /expected either/],
      [{ table: 'a', parameters: [1] }, /`parameters` are bound in a `query`/],
      [{ table: 'a', partitions: 2 }, /`partitions` are ranges of `orderBy`/],
      [{ table: 'a', orderBy: 'b', partitions: 33 }, /`partitions`: /],
      [{ table: 'a', assumeZone: 'CET' }, /`assumeZone`: /],
      [
        { table: 'a', connection: `${secret}?sslmod=require` },
        /a parameter is unknown; did you mean `sslmode`/,
      ],
      [
        { table: 'a', connection: `${secret}?sslmode=no` },
        /`sslmode` is not one of disable, allow,/,
      ],
      [{ table: 'a', connection: 'postgres://me:hunter2@a,b/x' }, /more than one host/],
      [
        { table: 'a', connection: 'postgres://me:hun%ter2@db:x/x' },
        /`connection`: expected postgres:\/\/user:password@host/,
      ],
      [{ table: 'a', connection: 'postgres://me:x?hunter2=@db' }, /expected postgres:\/\//],
      [{ table: 'a', connection: 'postgres://me:x?hunter2=db' }, /is unknown; known are host,/],
      [
        { query: 'COPY hunter2 TO STDOUT -- SELECT' },
        /`query`: expected one statement that begins/,
      ],
      [{ query: '-- hunter2' }, /`query`: expected one statement that begins with SELECT, VALUES,/],
      [{ query: '' }, /`query`: expected one statement/],
      [{ table: 'a', connection: 'hunter2' }, /expected postgres:\/\//],
      [{ table: 'a', connection: "password='hunter2" }, /expected postgres:\/\//],
    ];
    for (const [options, message] of cases) {
      const make = () => postgres(options as PostgresOptions);
      expect(make).toThrow(TypeError);
      expect(make).toThrow(message);
      expect(make).not.toThrow('hunter2');
    }
  });
});
