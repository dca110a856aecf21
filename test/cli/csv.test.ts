import { readFile } from 'node:fs/promises';
import { startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf } from './rowferry.ts';

const SOURCE = `source:
  use: csv
  path: '*.csv'
  delimiter: ;
  encoding: windows-1252
  nulls: 'NULL'
`;

test('a migration can read CSV files', async () => {
  await using simulator = await startSimulator();
  const migration = VEHICLES.replace(/^source:\n(?: .*\n)+/, SOURCE);
  await using folder = await folderWith({
    'm.yaml': migration,
    'a.csv': 'vin;brand;notes\nA;Volvo;"one\ntwo"\nB;Saab\nC;NULL;\n',
    'b.csv': 'notes;vin;brand\nx;D;"Volvo\n;E;Saab\n',
  });
  const out = `${folder.path}/out`;
  const args = ['run', `${folder.path}/m.yaml`, '--run-dir', out];
  const { code, stderr } = await rowferry(args, { env: variablesOf(simulator) });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/loaded +2$/m) });
  const stored = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells);
  expect(stored).toMatchObject([
    { vin__c: 'A', brand__c: 'Volvo', notes__c: 'one\ntwo' },
    { vin__c: 'E', brand__c: 'Saab' },
  ]);
  const lines = (await readFile(`${out}/rejected.jsonl`, 'utf8')).trim().split('\n');
  expect(
    lines.map((line) => JSON.parse(line)).toSorted((a, b) => a.position - b.position),
  ).toMatchObject([
    { position: 1, at: 'a.csv:4', by: 'source', errors: [{ code: 'CELLS_TOO_FEW' }] },
    { position: 2, at: 'a.csv:5', by: 'target', record: { vin: 'C', brand: null, notes: '' } },
    { position: 3, at: 'b.csv:2', by: 'source', errors: [{ code: 'QUOTE_NOT_CLOSED' }] },
  ]);
});
