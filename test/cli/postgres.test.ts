import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineObject, startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { startPostgres } from '../postgres/server.ts';
import { folderWith, rowferry, VEHICLES, variablesOf } from './rowferry.ts';

test('`use: postgres` moves a table, and the password appears nowhere', async () => {
  await using server = await startPostgres();
  await using simulator = await startSimulator();
  await server.query(`CREATE TABLE vehicles (id int8 PRIMARY KEY, vin text, brand text, notes text);
    INSERT INTO vehicles SELECT n, 'VIN' || n, CASE WHEN n <> 7 THEN 'Volvo' END, 'a, "b"'
    FROM generate_series(1, 20) AS n`);
  const source = `source:
  use: postgres
  connection: postgres://postgres:hunter2@localhost:${server.port}/postgres
  table: vehicles
  orderBy: id
`;
  const text = VEHICLES.replace(/^source:\n(?: .*\n)+/, source);
  await using folder = await folderWith({ 'v.yaml': text });
  const args = ['run', 'v.yaml', '--run-dir', 'out'];
  const env = variablesOf(simulator);
  const { code, stderr } = await rowferry(args, { cwd: folder.path, env });
  expect(stderr).toMatch(/^ {2}loaded +19$/m);
  expect(code).toBe(1);
  expect(simulator.tenant.recordCount('Vehicle')).toBe(19);
  const rejected = await readFile(join(folder.path, 'out/rejected.jsonl'), 'utf8');
  expect(JSON.parse(rejected)).toMatchObject({ at: 'vehicles.id=7', record: { id: 7 } });
  const run = await readFile(join(folder.path, 'out/run.json'), 'utf8');
  const journal = await readFile(join(folder.path, 'out/journal.jsonl'), 'utf8');
  expect(stderr + run + journal).not.toContain('hunter2');
  await server.quiet();
});

const THING = defineObject('Thing', {
  ...{ a__c: { type: 'string' }, b__c: { type: 'string' }, c__c: { type: 'string' } },
  num__c: { type: 'number' },
});
const TABLE = `CREATE TABLE v (id int PRIMARY KEY, brand text, price numeric, tags text[], j jsonb);
  INSERT INTO v VALUES (1, 'Volvo', 1.10, '{a,"b c"}', '{"a":{"b":"deep"}}'), (2, 'Saab', 2, '{}', NULL),
    (3, 'Ford', 3, NULL, '{"a":"text"}')`;

test('a column that a table does not have stops before the first request; a `jsonb` is walked by its path', async () => {
  await using server = await startPostgres();
  await using simulator = await startSimulator({ definitions: [THING] });
  await server.query(TABLE);
  const target = VEHICLES.slice(VEHICLES.indexOf('target:')).replace('Vehicle', 'Thing');
  const migration = (columns: string) => `source:
  use: postgres
  connection: ${server.uri()}
  table: v
  orderBy: id
columns: ${columns}
${target}`;
  await using folder = await folderWith({
    'typo.yaml': migration('{ a__c: ID, b__c: Brand, num__c: prise }'),
    'path.yaml': migration('{ a__c: id, b__c: j.a.b, c__c: tags }'),
  });
  const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
  const typo = await rowferry(['run', 'typo.yaml', '--run-dir', 'typo'], surroundings);
  expect(typo.stderr).toMatch(
    /^rowferry: typo\.yaml:6:12: `columns\.a__c` names the field `ID`, which postgres does not have \(nearest: `id`, which differs in upper and lower case\); .*`Brand`.*; `columns\.num__c` names the field `prise`, which postgres does not have \(nearest: `price`\); .* \[FIELD_UNKNOWN\]\n$/,
  );
  expect(typo.code).toBe(2);
  expect(simulator.tenant.requests.total).toBe(0);
  const path = await rowferry(['run', 'path.yaml', '--run-dir', 'path'], surroundings);
  expect(path.stderr).toMatch(/^ {2}loaded +2$/m);
  expect(path.code).toBe(1);
  const stored = [...simulator.tenant.records('Thing')].map(({ cells }) => cells);
  expect(stored).toMatchObject([
    { a__c: '1', b__c: 'deep', c__c: '{a,"b c"}' },
    { a__c: '2', c__c: '{}' },
  ]);
  const rejected = await readFile(join(folder.path, 'path/rejected.jsonl'), 'utf8');
  expect(JSON.parse(rejected)).toMatchObject({
    at: 'v.id=3',
    record: { j: { a: 'text' } },
    errors: [{ code: 'VALUE_NOT_OBJECT', column: 'b__c' }],
  });
  await server.quiet();
});
