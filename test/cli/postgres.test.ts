import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '@rowferry/simulator';
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
