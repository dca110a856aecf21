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
async function faultOf(name: string, text: string | Buffer, environment = {}): Promise<string> {
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

test('the variables of source, target and plugins are named, and not those of columns', async () => {
  const path = join(folder, 'variables.yaml');
  await writeFile(path, MIGRATION.replace('vin__c: vin', `vin__c: { value: '\${STAMP}' }`));
  expect((await readMigration(path)).variables).toEqual(['ID', 'SECRET']);
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

test('a variable that is empty is missing, too', async () => {
  const text = MIGRATION.replace('12345678901234567890', () => `'\${ORIGIN}'`);
  expect(await faultOf('empty-1.yaml', text, { ID: 'me', SECRET: 's', ORIGIN: '' })).toBe(
    'empty-1.yaml:6:13: `columns.big__c.value` needs ORIGIN, which is empty in the environment; export it first',
  );
  expect(await faultOf('empty-2.yaml', text, { ORIGIN: '', ID: 'me' })).toContain(
    'needs SECRET, which are empty or not set in the environment; export them first',
  );
});

const WIDE = (text: string) => Buffer.from(text, 'utf16le');
const encoded: readonly (readonly [name: string, bytes: Buffer, message: string])[] = [
  ['wide-1.yaml', WIDE(`\uFEFF${MIGRATION}`), 'wide-1.yaml is UTF-16; save it as UTF-8'],
  ['wide-2.yaml', WIDE(MIGRATION), 'wide-2.yaml is UTF-16'],
  ['wide-3.yaml', WIDE(`\uFEFF${MIGRATION}`).swap16(), 'wide-3.yaml is UTF-16'],
  ['wide-4.json', WIDE('{}').swap16(), 'wide-4.json is UTF-16'],
  ['wide-5.mjs', WIDE('\uFEFFexport default {}'), 'wide-5.mjs is UTF-16'],
  ['wide-6.yaml', WIDE('\uFEFF# ключ\n'), 'wide-6.yaml is UTF-16'],
  ['wide-7.yaml', WIDE(`\uFEFF\0${[...'ab'].join('\0')}\0`), 'wide-7.yaml is UTF-32'],
  ['wide-8.yaml', Buffer.from('\0\0\0a\0\0\0b'), 'wide-8.yaml is UTF-32'],
  [
    'latin.yaml',
    Buffer.from(MIGRATION.replace('vin__c: vin', 'vin__c: fährt'), 'latin1'),
    'latin.yaml:5: this line is not UTF-8; save the file as UTF-8',
  ],
  ['latin.mjs', Buffer.from('// ä\nexport default {}', 'latin1'), 'latin.mjs:1: this line is not'],
  ['cut.yaml', Buffer.from('a: ä').subarray(0, -1), 'cut.yaml:1: this line is not UTF-8'],
  [
    'zip.yaml',
    Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00\xfc', 'latin1'),
    'is a ZIP archive; unpack it first',
  ],
  [
    'packed.yaml',
    Buffer.from('\x1f\x8b\x08\x00\xfc', 'latin1'),
    'is compressed with gzip; unpack it first',
  ],
  ['binary.yaml', Buffer.from('object: \0x'), 'binary.yaml is not a text file'],
];
test.each(encoded)('%s is named as what it is', async (name, bytes, message) => {
  expect(await faultOf(name, bytes)).toContain(message);
});

test.each(['', '\uFEFF', '\uFEFF\uFEFF', '\uFEFF# comment\n---\n'])(
  'a migration may begin with %j',
  async (start) => {
    const path = join(folder, 'mark.yaml');
    await writeFile(path, `${start}${MIGRATION}`);
    const { migration, fault } = await readMigration(path);
    expect(migration.columns).toMatchObject({ vin__c: 'vin' });
    const line = start.split('\n').length;
    expect(fault(undefined, ['source'], 'x').message).toBe(`${path}:${line}:1: x`);
  },
);

test.each([
  ['broken', 'key: [\n', 'broken.yaml:2:1: invalid YAML: a [ is not closed; close it with ]'],
  ['empty', '# nothing\n', 'empty.yaml is empty'],
  ['alias', 'source: *a\n', 'alias.yaml: an alias names no anchor'],
  ['list', '- a\n', 'list.yaml:1:1: expected object'],
  [
    'twice',
    `${MIGRATION}key: a\nkey: b\n`,
    'twice.yaml:15:1: invalid YAML: this key occurs twice in the same map',
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
    `name.yaml:10:3: \`target.clientId\`: a text between \`\${\` and \`}\` does not name an environment variable; write \`$\${\``,
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

test('the message for a variable without a name does not repeat the text', async () => {
  const text = MIGRATION.replace('{SECRET}', '{hunter2-secret &}');
  const message = await faultOf('between.yaml', text, { ID: 'me' });
  expect(message).toContain('between.yaml:11:3: `target.clientSecret`: ');
  expect(message).not.toContain('hunter2');
});
