import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMigration } from './read.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rowferry-read-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const MIGRATION = `source:
  use: jsonl
  path: vehicles.jsonl
columns:
  vin__c: vin
  big__c: { value: 12345678901234567890 }
target:
  use: zuora
  baseUrl: https://rest.test.zuora.com
  clientId: \${ID}
  clientSecret: \${SECRET}
  object: Vehicle
  operation: create
`;

/** The message for a text, without the folder of the file. */
async function faultOf(name: string, text: string, environment = {}): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  try {
    const { fill, migration } = await readMigration(path);
    fill(migration, [], environment);
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

test('YAML and JSON are read as the same migration', async () => {
  const yaml = join(folder, 'same.yaml');
  await writeFile(yaml, MIGRATION);
  const read = await readMigration(yaml);
  const json = join(folder, 'same.json');
  const { big__c: _, ...columns } = read.migration.columns;
  const small = { ...read.migration, columns };
  await writeFile(json, `\uFEFF${JSON.stringify(small, undefined, '\t')}`);
  expect((await readMigration(json)).migration).toEqual(small);
});

test('an integer keeps all its digits', async () => {
  const path = join(folder, 'digits.yaml');
  await writeFile(path, MIGRATION);
  const { columns } = (await readMigration(path)).migration;
  expect(columns['big__c']).toEqual({ value: 12345678901234567890n });
});

test(`variables are replaced in strings, and $\${ means a literal \${`, async () => {
  const path = join(folder, 'variables.yaml');
  await writeFile(
    path,
    MIGRATION.replace('12345678901234567890', () => `'a $\${B} \${ID}'`),
  );
  const { fill, migration } = await readMigration(path);
  const filled = fill(migration, [], { ID: 'me: # {', SECRET: `\${ID}` });
  expect(filled.columns['big__c']).toEqual({ value: `a \${B} me: # {` });
  expect(filled.target).toMatchObject({ clientId: 'me: # {', clientSecret: `\${ID}` });
});

test('the message for a missing variable names it and the key that needs it', async () => {
  expect(await faultOf('missing.yaml', MIGRATION, { ID: 'me' })).toBe(
    'missing.yaml:11:3: `target.clientSecret` needs SECRET, which is not set in the environment; export it first',
  );
});

test.each([
  ['broken', 'key: [\n', 'broken.yaml:2:1: invalid YAML: Flow sequence'],
  ['empty', '# nothing\n', 'empty.yaml is empty'],
  ['alias', 'source: *a\n', 'alias.yaml: Unresolved alias'],
  ['list', '- a\n', 'list.yaml:1:1: expected object'],
  [
    'twice',
    `${MIGRATION}key: a\nkey: b\n`,
    'twice.yaml:15:1: invalid YAML: Map keys must be unique',
  ],
  ['top', `${MIGRATION}job: {}\n`, 'top.yaml:14:1: unknown key `job`; did you mean `jobs`?'],
  [
    'source',
    MIGRATION.replace('use: jsonl', 'name: jsonl'),
    'source.yaml:1:1: `source`: expected `use`',
  ],
  ['plugins', `${MIGRATION}plugins: [a.mjs]\n`, 'plugins.yaml:14:11: `plugins.0`: expected `use`'],
  [
    'name',
    MIGRATION.replace('{ID}', '{MY ID}'),
    `name.yaml:10:3: \`target.clientId\`: \`\${MY ID}\` does not name`,
  ],
])('%s gets one message with its place', async (name, text, message) => {
  expect(await faultOf(`${name}.yaml`, text, { ID: 'me', SECRET: 's' })).toContain(message);
});

test('the message for invalid YAML does not repeat the text', async () => {
  const message = await faultOf(
    'secret.yaml',
    'target:\n  clientSecret: hunter2\n bad: [hunter2\n',
  );
  expect(message).toContain('secret.yaml:3:');
  expect(message).not.toContain('hunter2');
});
