import { writeFile } from 'node:fs/promises';
import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { expectOneLine } from './one-line.ts';
import { folderWith, rowferry, start, variablesOf } from './rowferry.ts';

const THING = defineObject('Thing', {
  a__c: { type: 'string' },
  b__c: { type: 'string' },
  c__c: { type: 'string' },
  d__c: { type: 'string' },
  ...Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`c${n}__c`, { type: 'string' }])),
});
const TARGET = `target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Thing
  operation: create
jobs: { errorsLagSeconds: 0 }
`;
const TABLE = 'id\tm\tv\n1\t01\tNO\n2\t08\tyes\n3\t10\tNULL\n';
const SOURCE = 'source: { use: csv, path: t.tsv, delimiter: "\\t" }\n';
const MAPS = `plugins:
  - use: map-values
    fields: [m]
    values: { "01": Jan, "08": Aug, 10: Oct }
  - use: map-values
    fields: [v]
    values: { NO: Norway, yes: Y, "NULL": none }
`;
const COLUMNS = 'columns: { a__c: id, b__c: m, c__c: v, d__c: { value: "007" } }\n';
const MIGRATION = SOURCE + MAPS + COLUMNS + TARGET;

/** Runs a migration of the three records, and returns how that ended and what is stored. */
async function run(name: string, migration: string | Buffer) {
  await using simulator = await startSimulator({ definitions: [THING] });
  await using folder = await folderWith({ 't.tsv': TABLE });
  await writeFile(`${folder.path}/${name}`, migration);
  const surroundings = { cwd: folder.path, env: variablesOf(simulator) };
  const ended = await rowferry(['run', name, '--run-dir', 'out', '--quiet'], surroundings);
  return { ended, stored: storedIn(simulator), jobs: simulator.tenant.jobs().length };
}

function storedIn(simulator: Simulator) {
  return [...simulator.tenant.records('Thing')].map(({ cells }) => cells);
}

const STORED = [
  { a__c: '1', b__c: 'Jan', c__c: 'Norway', d__c: '007' },
  { a__c: '2', b__c: 'Aug', c__c: 'Y', d__c: '007' },
  { a__c: '3', b__c: 'Oct', c__c: 'none', d__c: '007' },
];

describe.concurrent('a value in a migration', () => {
  test('is loaded as it is written', async () => {
    const written = ['"1.10"', '7.25', '9007199254740993', '2020-01-31', '1_000', '12:30', 'yes'];
    const constants = written.map((value, index) => `c${index}__c: { value: ${value} }`);
    const columns = `columns: { ${['a__c: id', ...constants].join(', ')} }\n`;
    const { ended, stored } = await run('m.yaml', SOURCE + MAPS + columns + TARGET);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    const cells = Object.fromEntries(
      written.map((value, index) => [`c${index}__c`, value.replaceAll('"', '')]),
    );
    expect(stored).toEqual(['1', '2', '3'].map((id) => ({ a__c: id, ...cells })));
  });

  test.each([
    ['"007"', '007', /^rowferry: m\.yaml:9:55: `columns\.d__c\.value`: 007 .* write "007"/],
    ['"007"', '1.10', /1\.10 would be read as 1\.1; write "1\.10" to keep it as text, or 1\.1/],
    ['"007"', '1e3', /1e3 would be read as 1000; write "1e3"/],
    ['"007"', '0x1F', /0x1F would be read as 31; write "0x1F"/],
    [
      '"01"',
      '01',
      /m\.yaml:5:15: `plugins\.0\.values`: a key .* another text than is written; quote it/,
    ],
    ['"NULL"', 'NULL', /m\.yaml:8:35: `plugins\.1\.values`: a key .* than is written; quote it/],
    [
      '"\\t" }',
      '"\\t", nulls: [NULL, NA] }',
      /`source\.nulls\.0`: this .* than is written; quote it/,
    ],
    ['"\\t"', "'\\t'", /`delimiter`: .* a tab only in double quotes/],
    ['"\\t"', '\\t, names: [id, m, v], header: true', /`delimiter`: .* only in double quotes/],
    [`\${ZUORA_CLIENT_ID}`, `\${EMPTY}`, /needs EMPTY, which is not set/],
  ])('%s written as %s is refused before anything is sent', async (right, wrong, message) => {
    expect(MIGRATION).toContain(right);
    const { ended, jobs } = await run(
      'm.yaml',
      MIGRATION.replace(right, () => wrong),
    );
    expectOneLine(ended, message);
    expect(jobs).toBe(0);
  });

  test('in JSON has the same rules', async () => {
    const [head, tail] = ['{"source":{"use":"csv","path":"t.tsv","delimiter":"\\t"},', '}'];
    const target = `"target":{"use":"zuora","baseUrl":"\${ZUORA_BASE_URL}","clientId":"\${ZUORA_CLIENT_ID}","clientSecret":"\${ZUORA_CLIENT_SECRET}","object":"Thing","operation":"create"}`;
    const json = (value: string) =>
      `${head}"columns":{"a__c":"id","d__c":{"value":${value}}},"jobs":{"errorsLagSeconds":0},${target}${tail}`;
    const kept = await run('m.json', json('9007199254740993'));
    expect(kept.ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(kept.stored.map(({ d__c }) => d__c)).toEqual(Array(3).fill('9007199254740993'));
    const refused = await run('m.json', json('1.10'));
    expectOneLine(refused.ended, /^rowferry: m\.json:1:\d+: `columns\.d__c\.value`: 1\.10 would/);
    expect(refused.jobs).toBe(0);
  });
});

const MARK = '\uFEFF';

describe.concurrent('a file that a person wrote', () => {
  test.each([
    ['a byte order mark', MARK + MIGRATION],
    ['two of them', MARK + MARK + MIGRATION],
    ['line ends of Windows', MIGRATION.replaceAll('\n', '\r\n')],
    ['both', MARK + MIGRATION.replaceAll('\n', '\r\n')],
  ])('with %s is read', async (_, migration) => {
    const { ended, stored } = await run('m.yaml', migration);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(stored).toEqual(STORED);
  });

  test.each([
    ['UTF-16', Buffer.from(MARK + MIGRATION, 'utf16le'), /^rowferry: m\.yaml is UTF-16; save/],
    ['UTF-16 without a mark', Buffer.from(MIGRATION, 'utf16le'), /m\.yaml is UTF-16; save/],
    ['UTF-16, big end first', Buffer.from(MARK + MIGRATION, 'utf16le').swap16(), /is UTF-16; save/],
    [
      'Latin-1',
      Buffer.from(MIGRATION.replace('Norway', 'Größe'), 'latin1'),
      /^rowferry: m\.yaml:8: this line is not UTF-8; save the file as UTF-8$/m,
    ],
  ])('in %s is named as what it is', async (_, migration, message) => {
    const { ended, jobs } = await run('m.yaml', migration);
    expectOneLine(ended, message);
    expect(jobs).toBe(0);
  });

  test.each([
    ['d.yaml', `${MARK}object: Region\nproperties:\n  name__c: { type: string }\n`],
    ['d.json', `${MARK}{"object":"Region","properties":{"name__c":{"type":"string"}}}`],
    ['d.json', '{"object":"Region","properties":{"n__c":{"type":"number","minimum":1.0E-9}}}'],
  ])('may define objects: %s', async (name, text) => {
    await using folder = await folderWith({ [name]: text });
    const { child, ended, untilStderr } = start(['simulate', '--definitions', name], {
      cwd: folder.path,
    });
    await untilStderr('objects        Region\n');
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  test.each([
    ['UTF-16', Buffer.from(`${MARK}object: R\n`, 'utf16le'), /^rowferry: d\.yaml is UTF-16; save/],
    [
      'Latin-1',
      Buffer.from('object: R\nlabel: ä\n', 'latin1'),
      /d\.yaml:2: this line is not UTF-8/,
    ],
    [
      'an option that is a number',
      Buffer.from('object: R\nproperties: { a__c: { type: string, enum: [01, 02] } }\n'),
      /d\.yaml:2:\d+: `properties\.a__c\.enum\.0`: 01 would be read as 1; write "01"/,
    ],
  ])('defines no object in %s', async (_, bytes, message) => {
    await using folder = await folderWith({});
    await writeFile(`${folder.path}/d.yaml`, bytes);
    const args = ['simulate', '--definitions', 'd.yaml'];
    expectOneLine(await rowferry(args, { cwd: folder.path }), message);
  });
});
