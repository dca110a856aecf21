import { readFile } from 'node:fs/promises';
import { defineObject, type Simulator, startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../packages/source-http/src/local-server.fixture.ts';
import { folderWith, rowferry, variablesOf } from './rowferry.ts';

const text = { type: 'string' } as const;
const THING = defineObject('Thing', {
  ...{ a__c: text, b__c: text, num__c: { type: 'number' } },
  key__c: { ...text, unique: true, filterable: true },
});

function migration(lines: string): string {
  return `${lines}
target:
  use: zuora
  baseUrl: \${ZUORA_BASE_URL}
  clientId: \${ZUORA_CLIENT_ID}
  clientSecret: \${ZUORA_CLIENT_SECRET}
  object: Thing
  operation: create
jobs: { errorsLagSeconds: 0 }
`;
}

/** Runs a migration of `files`; returns how it ended, what is stored, and the rejected records. */
async function run(lines: string, files: Readonly<Record<string, string>>) {
  await using simulator = await startSimulator({ definitions: [THING] });
  await using folder = await folderWith({ 'm.yaml': migration(lines), ...files });
  const { code, stderr } = await rowferry(['run', 'm.yaml', '--run-dir', 'out'], {
    cwd: folder.path,
    env: variablesOf(simulator),
  });
  const rejected = (await readFile(`${folder.path}/out/rejected.jsonl`, 'utf8')).trim();
  return {
    ...{ code, stderr, jobs: simulator.tenant.jobs().length, stored: storedIn(simulator) },
    requests: simulator.tenant.requests.total,
    rejected: rejected === '' ? [] : rejected.split('\n').map((line) => JSON.parse(line)),
  };
}

function storedIn({ tenant }: Simulator): unknown[] {
  return [...tenant.records('Thing')].map(({ cells: { a__c, b__c } }) => [a__c, b__c]);
}

const CSV = 'source: { use: csv, path: in.csv }\n';
const JSONL = 'source: { use: jsonl, path: x.jsonl }\n';
const IN = 'ID,Brand Name,price\n1,Volvo,10\n2,Saab,20\n';

describe.concurrent('a name that is wrong for every record of a CSV file stops before the first request', () => {
  test.each<[string, string, string, string]>([
    [
      'another case',
      IN,
      'columns:\n  key__c: ID\n  b__c: brand name\n  num__c: price',
      'm.yaml:4:3: `columns.b__c` names the field `brand name`, which csv does not have ' +
        '(nearest: `Brand Name`, which differs in upper and lower case);',
    ],
    [
      'the key',
      IN,
      'columns: { key__c: "id", b__c: { value: legacy } }\nkey: key__c',
      '`columns.key__c`, the key, names the field `id`, which csv does not have (nearest: `ID`,',
    ],
    [
      'a blank in the header',
      'id ,brand\n1,Volvo\n',
      'columns: { a__c: id, b__c: brand }',
      '(nearest: `id `, which has a blank at its end);',
    ],
    [
      'a no-break space in the header',
      'id,brand\u00a0\n1,Volvo\n',
      'columns: { a__c: id, b__c: brand }',
      '(nearest: `brand\\u00a0`, which has a no-break space (U+00A0) at its end);',
    ],
    [
      'a second byte order mark',
      '\ufeff\ufeffid,brand\n1,Volvo\n2,Saab\n',
      'columns: { a__c: id, b__c: brand }',
      '(nearest: `\\ufeffid`, which has a byte order mark (U+FEFF) at its start);',
    ],
    [
      'a Cyrillic letter in the header',
      'id,br\u0430nd\n1,Volvo\n',
      'columns: { a__c: id, b__c: brand }',
      'which has `\u0430` (U+0430, Cyrillic) for `a`);',
    ],
    [
      'an accent of its own in the header',
      'id,mode\u0300le\n1,Volvo\n',
      'columns: { a__c: id, b__c: "mod\u00e8le" }',
      'which has accents that are characters of their own (NFD));',
    ],
    [
      'a plugin',
      'id,brand\n1,Volvo\n',
      'plugins: [{ use: trim, fields: [Brand] }]\ncolumns: { a__c: id, b__c: brand }',
      'm.yaml:2:1: the plugin `trim` names the field `Brand`, which csv does not have',
    ],
    [
      'no records',
      'id,brand\n',
      'columns: { a__c: id, b__c: bran }',
      'names the field `bran`, which csv does not have (nearest: `brand`);',
    ],
  ])('%s', async (_, csv, lines, message) => {
    const ended = await run(CSV + lines, { 'in.csv': csv });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toMatch(/^rowferry: m\.yaml:\d+:\d+: .* \[FIELD_UNKNOWN\]\n$/);
    expect(ended).toMatchObject({ code: 2, jobs: 0, requests: 0 });
  });

  test('names of its own', async () => {
    const source =
      'source: { use: csv, path: in.csv, delimiter: "|", names: [id], header: true }\n';
    const columns = 'columns: { a__c: id, b__c: brand }';
    const ended = await run(source + columns, { 'in.csv': 'id|brand\n1|Volvo\n' });
    expect(ended.stderr).toContain('`columns.b__c` names the field `brand`, which csv does not');
    expect(ended).toMatchObject({ code: 2, jobs: 0, requests: 0 });
  });

  test('a name that the header has twice', async () => {
    const files = { 'in.csv': 'id,brand,brand\n1,Volvo,Saab\n' };
    const ended = await run(`${CSV}columns: { a__c: id, b__c: brand }`, files);
    expect(ended.stderr).toMatch(/columns 2 and 3 of the header have the same name.*SOURCE_FAILED/);
    expect(ended).toMatchObject({ code: 2, jobs: 0, requests: 0 });
  });
});

describe.concurrent('a name that is wrong for every record of another source stops before the first job', () => {
  const records = '{"id":1,"brand":"Volvo"}\n{"id":2,"brand":"Saab"}\n';

  test.each<[string, string, string, string]>([
    [
      'all names',
      records,
      'columns: { a__c: ID, b__c: Brand }',
      '`columns.a__c` names the field `ID`, which none of the first 2 records has (nearest: `id`, ' +
        'which differs in upper and lower case); `columns.b__c` names the field `Brand`, ',
    ],
    [
      'those of plugins',
      records,
      'plugins: [{ use: map-values, fields: [Brand, ids], values: { Volvo: V } }]\n' +
        'columns: { a__c: id, b__c: brand }',
      'the plugin `map-values` names the field `Brand`, which none of the first 2 records has ' +
        '(nearest: `brand`, which differs in upper and lower case); the plugin `map-values` names the field `ids`',
    ],
    [
      'the cause, and not what columns and later plugins lack',
      records,
      'plugins: [{ use: pick, fields: [Brand] }, { use: trim, fields: [brand] }]\n' +
        'columns: { b__c: brand }',
      'm.yaml:2:1: the plugin `pick` names the field `Brand`, which none of the first 2 records has ' +
        '(nearest: `brand`, which differs in upper and lower case); correct the name,',
    ],
    [
      'the end of a path',
      '{"id":1,"owner":{"mail":"a@example.com"}}\n{"id":2,"owner":null}\n',
      'columns: { a__c: id, b__c: owner.email }',
      'names the field `owner.email`, which none of the first 2 records has (nearest: `owner.mail`);',
    ],
    [
      'after a transform',
      records,
      'plugins: [{ use: rename, fields: { brand: Marke } }]\ncolumns: { a__c: id, b__c: marke }',
      'names the field `marke`, which none of the first 2 records has after the plugins (nearest: `Marke`,',
    ],
  ])('%s', async (_, jsonl, lines, message) => {
    const ended = await run(JSONL + lines, { 'x.jsonl': jsonl });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toMatch(/^rowferry: m\.yaml:\d+:\d+: .* \[FIELD_UNKNOWN\]\n$/);
    expect(ended).toMatchObject({ code: 2, jobs: 0, stored: [], rejected: [] });
  });

  test('that of an API', async () => {
    const records = JSON.stringify([{ id: 1, brand: 'Volvo' }, { id: 2 }]);
    await using api = await startServer((_, response) => response.end(records));
    const source = `source: { use: http, url: "${api.url}" }\n`;
    const ended = await run(`${source}columns: { a__c: id, b__c: Brand }`, {});
    expect(ended.stderr).toContain(
      'names the field `Brand`, which none of the first 2 records has',
    );
    expect(ended).toMatchObject({ code: 2, jobs: 0, stored: [] });
  });

  test('unless it is optional', async () => {
    const lines = 'columns: { a__c: id, b__c: { from: nick, optional: true } }';
    const plugins = 'plugins: [{ use: trim, fields: [nick], optional: true }]\n';
    const ended = await run(JSONL + plugins + lines, { 'x.jsonl': records });
    expect(ended).toMatchObject({
      code: 0,
      stored: [
        ['1', undefined],
        ['2', undefined],
      ],
    });
  });

  test('unless there are no records', async () => {
    const ended = await run(`${JSONL}columns: { a__c: nothing }`, { 'x.jsonl': '' });
    expect(ended).toMatchObject({ code: 0, jobs: 0 });
  });
});

describe.concurrent('a path that runs into a text', () => {
  const JSON_CELL = 'id,meta\n1,"{""color"":""red""}"\n2,Ada\n';
  const columns = 'columns: { a__c: id, b__c: meta.color }';

  test('rejects the record, with column and place', async () => {
    const ended = await run(CSV + columns, { 'in.csv': JSON_CELL });
    expect(ended).toMatchObject({ code: 1, jobs: 0, stored: [] });
    expect(ended.rejected).toMatchObject([
      {
        at: 'in.csv:2',
        record: { id: '1', meta: '{"color":"red"}' },
        by: 'validation',
        errors: [
          {
            code: 'VALUE_NOT_OBJECT',
            column: 'b__c',
            message:
              '`meta` is a text and has no field `color`; set `json: true` if the text is JSON',
          },
        ],
      },
      { at: 'in.csv:3' },
    ]);
  });

  test('rejects only those of a JSON Lines file that have one', async () => {
    const owners = ['{\\"email\\":\\"x@example.com\\"}', 'Ada'].map((owner) => `"${owner}"`);
    const lines = [...owners, '{"email":"y@example.com"}', '["z@example.com"]', '7', 'null'].map(
      (owner, id) => `{"id":${id},"owner":${owner}}\n`,
    );
    const files = { 'x.jsonl': lines.join('') };
    const plain = await run(`${JSONL}columns: { a__c: id, b__c: owner.email }`, files);
    expect(plain).toMatchObject({
      code: 1,
      stored: [
        ['2', 'y@example.com'],
        ['5', undefined],
      ],
    });
    expect(plain.rejected.map(({ position, errors }) => [position, errors[0].code])).toEqual(
      [0, 1, 3, 4].map((position) => [position, 'VALUE_NOT_OBJECT']),
    );
    const json = 'columns: { a__c: id, b__c: { from: owner.email, json: true } }';
    const parsed = await run(JSONL + json, files);
    expect(parsed.stored).toEqual([
      ['0', 'x@example.com'],
      ['2', 'y@example.com'],
      ['5', undefined],
    ]);
    expect(parsed.rejected[0]).toMatchObject({
      position: 1,
      record: { owner: 'Ada' },
      errors: [{ code: 'TEXT_NOT_JSON', column: 'b__c', message: '`owner` is not JSON' }],
    });
  });

  test('reads the text where the source says that it is JSON', async () => {
    const source = 'source: { use: csv, path: in.csv, json: [meta] }\n';
    const ended = await run(source + columns, { 'in.csv': JSON_CELL });
    expect(ended).toMatchObject({ code: 1, stored: [['1', 'red']] });
    expect(ended.rejected).toMatchObject([
      { at: 'in.csv:3', by: 'source', errors: [{ code: 'TEXT_NOT_JSON' }] },
    ]);
  });
});
