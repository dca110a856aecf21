import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

const PLUGIN = `export default ({ brand }, { base }) => ({
  name: 'brand',
  transform: (record) => ({ ...record, brand, notes: base }),
});`;
const MODULE = `const { ZUORA_BASE_URL, ZUORA_CLIENT_ID, ZUORA_CLIENT_SECRET } = process.env;
export default {
  source: { name: 'two', async *read() { yield { records: [{ vin: 'A' }, { vin: 'B' }] }; } },
  plugins: [
    { name: 'own', transform: (record) => ({ ...record, brand: 'Saab' }) },
    { use: './brand.mjs', brand: 'Volvo' },
  ],
  columns: { vin__c: 'vin', brand__c: 'brand' },
  target: {
    use: 'zuora',
    baseUrl: ZUORA_BASE_URL,
    clientId: ZUORA_CLIENT_ID,
    clientSecret: ZUORA_CLIENT_SECRET,
    object: 'Vehicle',
    operation: 'create',
  },
  jobs: { errorsLagSeconds: 0 },
}`;

const JSON_TEXT = JSON.stringify(
  {
    source: { use: '@rowferry/source-jsonl', path: 'vehicles.jsonl' },
    columns: { vin__c: 'vin', brand__c: 'brand' },
    plugins: [{ use: './brand.mjs', brand: 'Volvo' }],
    target: {
      use: '@rowferry/zuora',
      baseUrl: `\${ZUORA_BASE_URL}`,
      clientId: `\${ZUORA_CLIENT_ID}`,
      clientSecret: `\${ZUORA_CLIENT_SECRET}`,
      object: 'Vehicle',
      operation: 'create',
    },
    jobs: { errorsLagSeconds: 0 },
  },
  undefined,
  '\t',
);
const YAML_TEXT = `${VEHICLES}plugins:\n  - { use: ./brand.mjs, brand: Volvo }\n`;

describe.concurrent('a migration may be', () => {
  test.each([
    ['YAML', 'm.yml', YAML_TEXT],
    ['JSON', 'm.json', JSON_TEXT],
    ['a JavaScript module', 'm.mjs', `${MODULE};`],
    ['a TypeScript module', 'm.ts', `enum E { A }\n${MODULE} satisfies object;\nexport { E };`],
  ])('%s', async (_, name, text) => {
    await using simulator = await startSimulator();
    const files = { [name]: text, 'brand.mjs': PLUGIN, 'vehicles.jsonl': vehicles(2) };
    await using folder = await folderWith(files);
    // Started in another folder: paths are relative to the migration file.
    const args = ['run', `${folder.path}/${name}`, '--run-dir', `${folder.path}/out`];
    const { code, stderr } = await rowferry(args, { env: variablesOf(simulator) });
    expect(stderr).toMatch(/^ {2}loaded +2$/m);
    expect(code).toBe(0);
    const brands = [...simulator.tenant.records('Vehicle')].map(({ cells }) => cells['brand__c']);
    expect(brands).toEqual(['Volvo', 'Volvo']);
  });
});
