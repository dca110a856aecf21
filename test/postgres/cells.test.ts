import { ExactNumber } from '@rowferry/core';
import { postgres } from '@rowferry/source-postgres';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migratedCells } from './migrated-cells.ts';
import { type PostgresServer, startPostgres } from './server.ts';

let server: PostgresServer;
beforeAll(async () => {
  // The server's default settings must not affect what is read.
  const settings = [
    "datestyle = 'German'",
    "intervalstyle = 'sql_standard'",
    "timezone = 'Asia/Kolkata'",
    'extra_float_digits = -3',
    "bytea_output = 'escape'",
    "lc_monetary = 'C'",
  ];
  server = await startPostgres({ settings });
  await server.query(`
    CREATE TYPE mood AS ENUM ('sad', 'quite happy');
    CREATE TYPE size AS (width numeric(8,2), unit text);
    CREATE DOMAIN plate AS text CHECK (value <> '');
    CREATE DOMAIN moment AS timestamptz;
    CREATE DOMAIN whole AS int8;
    CREATE DOMAIN share AS float8;
    CREATE TYPE spot AS (weight float4, note text);
  `);
});
afterAll(() => server[Symbol.asyncDispose]());

interface Kind {
  readonly type: string;
  readonly values: readonly string[];
  /** The expected cells, if they differ from the text of COPY. */
  readonly cells?: readonly string[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  bool: { type: 'bool', values: ['true', 'false'], cells: ['true', 'false'] },
  int2: { type: 'int2', values: ['-32768', '32767'] },
  int4: { type: 'int4', values: ['-2147483648', '2147483647'] },
  int8: {
    type: 'int8',
    values: ['-9223372036854775808', '9223372036854775807', '9007199254740993', '42'],
  },
  oid: { type: 'oid', values: ['4294967295'] },
  numeric: {
    type: 'numeric',
    values: [
      ...['0', '-0.00', '1.10', '0.1000000000000000000000000000000001', '12345678901234567890.5'],
      ...[`1${'0'.repeat(300)}`, `0.${'0'.repeat(200)}7`, '100', '1e21'],
    ],
  },
  price: { type: 'numeric(12,4)', values: ['12.5', '-3'] },
  float4: {
    type: 'float4',
    values: ['0.1', '16777216', '3.4028235e38', '1e-45', '-0'],
    cells: ['0.1', '16777216', `34028235${'0'.repeat(31)}`, `0.${'0'.repeat(44)}1`, '-0'],
  },
  float8: {
    type: 'float8',
    values: [
      ...['0.1', '0.30000000000000004', '1e15', '123456789012345', '1e-5', '0.0001'],
      ...['1.7976931348623157e308', '5e-324', '-0', '100', '-2.5'],
    ],
    cells: [
      ...['0.1', '0.30000000000000004', '1000000000000000', '123456789012345', '0.00001', '0.0001'],
      ...[`17976931348623157${'0'.repeat(292)}`, `0.${'0'.repeat(323)}5`, '-0', '100', '-2.5'],
    ],
  },
  share: { type: 'share', values: ['1e-5'], cells: ['0.00001'] },
  reals: {
    type: 'float4[]',
    values: ['{0.1,NULL,-1e-7,NaN}', '[0:0][2:3]={{1e20,-0}}'],
    cells: ['{0.1,NULL,-0.0000001,NaN}', '[0:0][2:3]={{100000000000000000000,-0}}'],
  },
  doubles: { type: 'float8[]', values: ['{1e15,0.1}'], cells: ['{1000000000000000,0.1}'] },
  money: { type: 'money', values: ['1234.5'] },
  date: { type: 'date', values: ['2020-02-29', '0001-01-01', '9999-12-31', '0044-03-15 BC'] },
  timestamptz: {
    type: 'timestamptz',
    values: [
      ...['2020-01-01 00:00:00.123456+00', '2020-01-01 05:30:00+05:30', '1883-11-18 12:03:57.5+00'],
      ...['12345-06-07 08:09:10+00', '0044-03-15 00:00:00+00 BC'],
    ],
    cells: [
      ...['2020-01-01T00:00:00.123456Z', '2020-01-01T00:00:00Z', '1883-11-18T12:03:57.5Z'],
      ...['12345-06-07T08:09:10Z', '0044-03-15 00:00:00+00 BC'],
    ],
  },
  timestamp: {
    type: 'timestamp',
    values: ['2020-01-01 00:00:00.123456', '1969-12-31 23:59:59', '0044-03-15 00:00:00 BC'],
    cells: ['2020-01-01T00:00:00.123456', '1969-12-31T23:59:59', '0044-03-15 00:00:00 BC'],
  },
  time: { type: 'time', values: ['00:00:00.000001', '24:00:00'] },
  timetz: { type: 'timetz', values: ['12:34:56.789+05:30'] },
  interval: {
    type: 'interval',
    values: ['1 year 2 mons -3 days +04:05:06.789', '0', '-1 day', '1000 hours'],
  },
  uuid: { type: 'uuid', values: ['A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'] },
  json: { type: 'json', values: ['{"a" : 1.0, "a":\n[1e400]}', 'null', '"x"'] },
  jsonb: { type: 'jsonb', values: ['{"b":1.00,"a":[12345678901234567890]}', 'null'] },
  text: { type: 'text', values: ['', ' a "b", c\r\nd\te\\n ', 'żółw 王 \u{1F600}', 'NULL'] },
  varchar: { type: 'varchar(3)', values: ['ab '] },
  bpchar: { type: 'char(4)', values: ['ab'] },
  bytea: { type: 'bytea', values: ['\\x00ff5c0a', ''] },
  ints: { type: 'int4[]', values: ['{1,NULL,-3}', '{}', '[0:1]={7,8}'] },
  texts: { type: 'text[][]', values: ['{{"a,b",NULL},{"\\"",""}}'] },
  mood: { type: 'mood', values: ['sad', 'quite happy'] },
  plate: { type: 'plate', values: ['B-XY 1'] },
  moment: {
    type: 'moment',
    values: ['2020-01-01 00:00:00.5+00'],
    cells: ['2020-01-01T00:00:00.5Z'],
  },
  whole: { type: 'whole', values: ['9223372036854775807'] },
  size: { type: 'size', values: ['(1.5,"a ""b"", c")', '(,)'] },
  spot: { type: 'spot', values: ['(1e-7,"1e-7")'] },
  range: { type: 'int4range', values: ['[1,10]', 'empty', '(,5)'] },
  period: { type: 'tstzrange', values: ['["2020-01-01 00:00+00",infinity)'] },
  ranges: { type: 'int8multirange', values: ['{[1,2],[5,9]}'] },
  inet: { type: 'inet', values: ['192.168.0.1/24', '::1'] },
  bits: { type: 'bit(5)', values: ['10110'] },
  xml: { type: 'xml', values: ['<a b="c">d</a>'] },
  point: { type: 'point', values: ['(0.1,2)', '(1e20,-0)'] },
  vector: { type: 'tsvector', values: ["'a':1 'b'"] },
};

const COLUMNS = Object.keys(KINDS);
const ROWS = Math.max(...Object.values(KINDS).map(({ values }) => values.length)) + 1;

/** The rows that COPY writes for a table in a session with PostgreSQL's own defaults. */
async function copied(table: string): Promise<Record<string, string>[]> {
  const [row] = await server.query(`
    SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
    SET extra_float_digits = 1; SET bytea_output = 'hex';
    DO $$ BEGIN
      EXECUTE format('COPY (SELECT * FROM ${table} ORDER BY 1) TO %L (FORMAT csv, HEADER)',
        current_setting('data_directory') || '/${table}.csv');
    END $$;
    SELECT pg_read_file('${table}.csv') AS text;
  `);
  return parse(String(row?.['text']), { columns: true });
}

test('every type becomes the cell that COPY writes, or the cell that is listed here', async () => {
  const columns = COLUMNS.map((name) => `"${name}" ${KINDS[name]?.type}`);
  const literal = (text: string | undefined) =>
    text === undefined ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const values = COLUMNS.map((name) => literal(KINDS[name]?.values[index]));
    return `(${[index, ...values].join(', ')})`;
  });
  await server.query(`
    SET datestyle = 'ISO'; SET standard_conforming_strings = on;
    CREATE TABLE kinds (row int4, ${columns.join(', ')});
    INSERT INTO kinds VALUES ${rows.join(', ')};
  `);
  const expected = (await copied('kinds')).map((row, index) =>
    COLUMNS.map((name) => [name, KINDS[name]?.cells?.[index] ?? row[name]]),
  );
  const { stored, rejected } = await migratedCells(server, { table: 'kinds' }, COLUMNS);
  expect(rejected).toEqual([]);
  expect(stored.map((cells) => COLUMNS.map((name) => [name, cells[`${name}__c`]]))).toEqual(
    expected,
  );
});

test('a timestamp counts as UTC with `assumeZone`', async () => {
  const query = `SELECT timestamp '2020-01-01 00:00:00.123456' AS a,
    timestamptz '2020-01-01 00:00:00.123456Z' AS b, date '2020-01-01' AS c`;
  const { stored } = await migratedCells(server, { query, assumeZone: 'UTC' }, ['a', 'b', 'c']);
  const instant = '2020-01-01T00:00:00.123456Z';
  expect(stored).toEqual([{ a__c: instant, b__c: instant, c__c: '2020-01-01' }]);
});

const NOT_FINITE = {
  date: ['infinity', '-infinity'],
  timestamp: ['infinity', '-infinity'],
  timestamptz: ['infinity', '-infinity'],
  interval: ['infinity', '-infinity'],
  float4: ['NaN', 'Infinity', '-Infinity'],
  float8: ['NaN', 'Infinity', '-Infinity'],
  numeric: ['NaN', 'Infinity', '-Infinity'],
};

test('a value without a cell rejects only its record, names the column, and stays readable in the file', async () => {
  const types = Object.keys(NOT_FINITE);
  const cases = Object.entries(NOT_FINITE).flatMap(([type, values]) =>
    values.map((value) => ({ type, value })),
  );
  const selects = cases.map(({ type, value }, index) => {
    const columns = types.map((name) =>
      name === type ? `'${value}'::${name} AS "${name}"` : `NULL::${name} AS "${name}"`,
    );
    return `SELECT ${index} AS n, ${columns.join(', ')}`;
  });
  const query = `${selects.join(' UNION ALL ')} UNION ALL
    SELECT 99, '2020-01-01', '2020-01-01', '2020-01-01', '1', 1, 1, 1 ORDER BY n`;
  const { stored, rejected } = await migratedCells(server, { query }, types);
  expect(stored).toHaveLength(1);
  expect(rejected).toEqual(
    cases.map(({ type, value }, index) => ({
      position: index,
      at: `row ${index + 1}`,
      record: {
        ...Object.fromEntries(types.map((name) => [name, null])),
        n: index,
        [type]: value,
      },
      run: expect.any(String),
      by: 'validation',
      errors: [
        {
          code: 'NUMBER_NOT_FINITE',
          message: expect.any(String),
          column: `${type}__c`,
        },
      ],
    })),
  );
  // A column that the migration does not read rejects nothing.
  expect((await migratedCells(server, { query }, ['n'])).stored).toHaveLength(cases.length + 1);
});

test('values have JavaScript types that can represent them', async () => {
  const query = `SELECT 5::int8 AS small, 9007199254740993::int8 AS large, 0.5::float8 AS half,
    1e15::float8 AS round, 1e23::float8 AS near, 1.10 AS price, true AS yes, NULL::int AS nothing, '{"a":1}'::jsonb AS doc,
    'x' AS "__proto__"`;
  const { signal } = new AbortController();
  const records: unknown[] = [];
  for await (const batch of postgres({ connection: server.uri(), query }).read({ signal })) {
    records.push(...batch.records);
  }
  const own = Object.fromEntries([
    ['small', 5],
    ['large', 9007199254740993n],
    ['half', 0.5],
    ['round', 1e15],
    // JavaScript writes it as 1e+23.
    ['near', new ExactNumber('9.999999999999999e+22')],
    ['price', '1.10'],
    ['yes', true],
    ['nothing', null],
    ['doc', '{"a": 1}'],
    ['__proto__', 'x'],
  ]);
  expect(records).toStrictEqual([own]);
  expect(records.map((record) => String(Object(record).near))).toEqual(['9.999999999999999e+22']);
});

test('a number in JSON reaches the cell without exponent, and a JSON text stays as PostgreSQL writes it', async () => {
  const query = `SELECT * FROM (VALUES
    ('{"n": 1e3}'::json, '{"n": 1e3}'::jsonb, '1e3'), ('{"n":1E-7}', '{"n":1E-7}', '-0.5e-9'),
    ('{"n":1e400}', '{"n":1e400}', '1e-400'), ('{"n":1e999999999}', '{}', '')) AS row (a, b, c)`;
  const columns = { a: 'a.n', b: 'b.n', c: 'c', d: { from: 'b', format: 'json' } } as const;
  const { stored, rejected } = await migratedCells(server, { query, json: 'c' }, columns);
  const large = `1${'0'.repeat(400)}`;
  expect(stored).toEqual([
    { a: '1000', b: '1000', c: '1000', d: '{"n":1000}' },
    { a: '0.0000001', b: '0.0000001', c: '-0.0000000005', d: '{"n":1e-7}' },
    { a: large, b: large, c: `0.${'0'.repeat(399)}1`, d: `{"n":${large}}` },
  ]);
  expect(rejected).toMatchObject([
    { position: 3, errors: [{ code: 'NUMBER_TOO_LONG', column: 'a' }] },
  ]);
});

test('bytes that are not UTF-8 reject their record and never become other characters', async () => {
  await server.query(`CREATE DATABASE legacy ENCODING 'SQL_ASCII' TEMPLATE template0
    LOCALE_PROVIDER libc LOCALE 'C'`);
  const connection = server.uri().replace(/\/postgres$/, '/legacy');
  const query = `SELECT 1 AS id, 'M' || chr(252) || 'ller' AS name UNION ALL
    SELECT 2, 'M' || chr(195) || chr(188) || 'ller' ORDER BY id`;
  const { stored, rejected } = await migratedCells(server, { connection, query }, ['id', 'name']);
  expect(stored).toEqual([{ id__c: '2', name__c: 'Müller' }]);
  expect(rejected).toMatchObject([
    {
      position: 0,
      by: 'source',
      errors: [{ code: 'TEXT_NOT_UTF8', message: expect.stringContaining('`name`') }],
    },
  ]);
  const byName = migratedCells(server, { connection, query, orderBy: 'name' }, ['id']);
  await expect(byName).rejects.toThrow('`orderBy` (name) contains bytes that are not UTF-8');
});
