import { readFile } from 'node:fs/promises';
import { startSimulator } from '@rowferry/simulator';
import { expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

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
  notes__c: { from: dropped, optional: true }
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

test('our plugins can be used by their short names, one after the other', async () => {
  await using simulator = await startSimulator();
  await using folder = await folderWith({
    'migration.yaml': MIGRATION,
    'legacy.jsonl': LEGACY.map((record) => `${JSON.stringify(record)}\n`).join(''),
    'brands.csv': 'code,name\n7,Volvo\n8,"Saab, AB"\n',
  });
  const args = ['run', `${folder.path}/migration.yaml`, '--run-dir', `${folder.path}/out`];
  const { stderr, code } = await rowferry(args, { env: variablesOf(simulator) });
  expect(stderr).toContain('2 × TRANSFORM_FAILED (rejected by transform)');
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

const NAMES = `let calls = 0;
export default ({ names }) => ({
  name: 'names',
  async transformBatch(records, contexts) {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return records.map(({ brand, ...rest }, index) => {
      if (brand === 'none') return undefined;
      return names[brand] === undefined
        ? new Error('no brand has the code at ' + contexts[index].at)
        : { ...rest, brand: names[brand] };
    });
  },
  onEnd: () => void process.stderr.write('asked ' + calls + ' times\\n'),
});
`;
const BATCHED = VEHICLES.replace(
  'columns:',
  `plugins:
  - use: trim
  - use: ./names.mjs
    names: { V: Volvo }
  - use: map-values
    fields: [brand]
    values: { Volvo: Volvo Cars }
columns:`,
);

test('a custom plugin gets batches, between plugins that get records', async () => {
  await using simulator = await startSimulator();
  await using folder = await folderWith({
    'migration.yaml': BATCHED,
    'names.mjs': NAMES,
    'vehicles.jsonl': [' V', 'V', 'none', 'X', 'V']
      .map((brand, index) => `${JSON.stringify({ vin: `A${index}`, brand, notes: null })}\n`)
      .join(''),
  });
  const args = ['run', 'migration.yaml', '--run-dir', 'out'];
  const { stderr, code } = await rowferry(args, {
    cwd: folder.path,
    env: variablesOf(simulator),
  });
  expect(stderr).toContain('asked 1 times\n');
  expect(code).toBe(1);
  const stored = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells);
  expect(stored.map(({ vin__c, brand__c }) => [vin__c, brand__c])).toEqual([
    ['A0', 'Volvo Cars'],
    ['A1', 'Volvo Cars'],
    ['A4', 'Volvo Cars'],
  ]);
  const rejected = await readFile(`${folder.path}/out/rejected.jsonl`, 'utf8');
  expect(JSON.parse(rejected)).toMatchObject({
    position: 3,
    record: { vin: 'A3', brand: 'X', notes: null },
    by: 'transform',
    errors: [{ code: 'TRANSFORM_FAILED', message: expect.stringMatching(/vehicles\.jsonl:4$/) }],
  });
});

test('a batch that throws stops the run, and the resume transforms it', async () => {
  await using simulator = await startSimulator();
  await using folder = await folderWith({
    'migration.yaml': VEHICLES.replace('columns:', 'plugins:\n  - use: ./away.mjs\ncolumns:'),
    'away.mjs': `export default () => ({
      name: 'away',
      transformBatch(records) {
        if (process.env.IS_AWAY) throw new Error('the service does not answer');
        return records;
      },
    });`,
    'vehicles.jsonl': vehicles(3),
  });
  const env = variablesOf(simulator);
  const surroundings = { cwd: folder.path, env: { ...env, IS_AWAY: 'yes' } };
  const stopped = await rowferry(['run', 'migration.yaml', '--run-dir', 'out'], surroundings);
  expect(stopped.stderr).toContain(
    'away, transformBatch: the service does not answer [PLUGIN_FAILED]',
  );
  expect(stopped.code).toBe(2);
  expect([...simulator.tenant.records('Vehicle')]).toEqual([]);
  const resumed = await rowferry(['resume', 'out'], { cwd: folder.path, env });
  expect(resumed.stderr).toMatch(/^ {2}loaded +3$/m);
  expect(resumed.code).toBe(0);
});
