import { startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { folderWith, rowferry, variablesOf } from './rowferry.ts';

const MIGRATION = `source:
  use: jsonl
  path: legacy.jsonl
plugins:
  - use: trim
  - use: empty-to-null
  - use: rename
    fields: { VIN_NO: vin }
  - use: map-values
    fields: [color]
    values: { W: White, R: Red }
  - use: parse-date
    fields: [built]
    format: dd.MM.yyyy
  - use: parse-date
    fields: [sold]
    format: dd.MM.yyyy HH:mm
    zone: Europe/Berlin
  - use: lookup
    path: brands.csv
    field: make
    key: code
    take: { name: brand }
  - use: pick
    fields: [vin, brand, color, built, sold]
columns:
  vin__c: vin
  brand__c: brand
  color__c: color
  built__c: { from: built, format: date }
  soldAt__c: { from: sold, format: date-time }
  notes__c: { from: dropped }
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Vehicle
  operation: create
jobs:
  errorsLagSeconds: 0
`;

const LEGACY = [
  {
    VIN_NO: ' A1 ',
    make: 7,
    color: 'W',
    built: '31.01.2020',
    sold: '01.07.2020 08:30',
    dropped: 'x',
  },
  { VIN_NO: 'A2', make: '8', color: '', built: ' ', sold: null },
  { VIN_NO: 'A3', make: 9, color: 'W' },
  { VIN_NO: 'A4', make: 7, color: 'X' },
];

test('the plugins of ours are used by their short names, one after the other', async () => {
  await using simulator = await startSimulator();
  await using folder = await folderWith({
    'migration.yaml': MIGRATION,
    'legacy.jsonl': LEGACY.map((record) => `${JSON.stringify(record)}\n`).join(''),
    'brands.csv': 'code,name\n7,Volvo\n8,"Saab, AB"\n',
  });
  const words = ['run', `${folder.path}/migration.yaml`, '--run-dir', `${folder.path}/out`];
  const { stderr, code } = await rowferry(words, { env: variablesOf(simulator) });
  expect(stderr).toContain('2 × TRANSFORM_FAILED (refused by transform)');
  expect(code).toBe(1);
  const stored = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells);
  expect(stored).toMatchObject([
    {
      vin__c: 'A1',
      brand__c: 'Volvo',
      color__c: 'White',
      built__c: '2020-01-31',
      soldAt__c: '2020-07-01T06:30:00.000Z',
    },
    { vin__c: 'A2', brand__c: 'Saab, AB' },
  ]);
});
