import type { Plugin, Source, Target } from '@rowferry/core';
import { digestOf } from '@rowferry/core/internal';
import { csv } from '@rowferry/source-csv';
import { http } from '@rowferry/source-http';
import { jsonl } from '@rowferry/source-jsonl';
import {
  emptyToNull,
  lookup,
  mapValues,
  parseDate,
  pick,
  rename,
  trim,
} from '@rowferry/transforms';
import { zuora } from '@rowferry/zuora';
import { expect, test } from 'vitest';
import { partsOf, secretsOf } from './parts.ts';
import type { Use } from './schema.ts';

const TARGET = { use: './target.mjs', url: 'https://rest.test', object: 'Vehicle' };
const SOURCE = { use: './source.mjs', url: 'https://api.test/v?state=open' };
const ZUORA = {
  baseUrl: 'https://rest.test',
  object: 'A',
  operation: 'create',
  token: 'x',
} as const;
/** Made by modules that say nothing of what decides. */
const made = {
  source: { name: 'own', async *read() {} } as Source,
  target: { ...zuora(ZUORA), decides: undefined },
  plugins: [] as Plugin[],
};

type Written = Parameters<typeof partsOf>[0];

/** What a run keeps of each part. */
function digestsOf(
  written: Written,
  from: Parameters<typeof partsOf>[1],
  secrets: readonly string[],
) {
  const parts = partsOf(written, from, secrets);
  const digests = Object.entries(parts).map(([part, value]) => [part, digestOf(value, 'run-1')]);
  return Object.fromEntries(digests) as Readonly<Partial<Record<keyof Written, string>>>;
}

/** The digest of a source of others, by its options. */
const ofSource = (source: Use, secrets: readonly string[] = []) =>
  digestsOf({ source, target: TARGET }, made, secrets).source;
/** The digest of a source or a target that says what decides. */
const ofOwn = (source: Source, secrets: readonly string[] = []) =>
  digestsOf({ source, target: TARGET }, { ...made, source }, secrets).source;

/** An option of this name, with two values. */
const option = (name: string): [string, Use, Use] => [
  name,
  { ...SOURCE, [name]: 'a' },
  { ...SOURCE, [name]: 'b' },
];

test.each<[string, Use, Use]>([
  ['a token', { ...SOURCE, token: 'a' }, { ...SOURCE, token: 'b' }],
  ['a login', { ...SOURCE, username: 'a', password: 'b', clientId: 'c' }, SOURCE],
  ['waits', { ...SOURCE, timeoutSeconds: 1, requestsPerSecond: 5, retryDelaySeconds: 1 }, SOURCE],
  [
    'headers with credentials',
    { ...SOURCE, headers: { Authorization: 'a', 'X-Api-Key': 'b', 'X-Auth': 'c', Cookie: 'd' } },
    { ...SOURCE, headers: { 'Subscription-Key': 'e' } },
  ],
  ['a key that is sent', { ...SOURCE, query: { key: 'a' } }, { ...SOURCE, query: { key: 'b' } }],
  [
    'a key in an address',
    { ...SOURCE, url: 'https://api.test/v?key=a&n=1' },
    { ...SOURCE, url: 'https://api.test/v?key=b&n=1' },
  ],
  [
    'a login in an address',
    { ...SOURCE, connection: 'postgres://me:1234/s3c@ret@db/x' },
    { ...SOURCE, connection: 'postgres://db/x' },
  ],
  [
    'a login in a connection string',
    { ...SOURCE, connection: "host=db user=me password='it\\'s mine' dbname=x" },
    { ...SOURCE, connection: 'host=db user=you password=b dbname=x' },
  ],
  [
    'a login of a connection',
    { ...SOURCE, connection: { host: 'db', user: 'me', password: 'a' } },
    { ...SOURCE, connection: { host: 'db', user: 'you', password: 'b' } },
  ],
  ...[
    'auth',
    'pwd',
    'pass',
    'credentials',
    'accessKey',
    'access_key',
    'bearer',
    'cookie',
    'sas',
  ].map(option),
  ...['signature', 'clientKey', 'key', 'jwt', 'pin', 'otp', 'sharedKey', 'accountKey'].map(option),
  ['a login of two parts', { ...SOURCE, login: ['u', 'a'] }, { ...SOURCE, login: ['u', 'b'] }],
  ...['connection', 'connectionString', 'dsn'].map((name): [string, Use, Use] => [
    `the login in ${name}`,
    { ...SOURCE, [name]: 'Server=db;Pwd=a;b;Database=x;AccountKey=c==;' },
    { ...SOURCE, [name]: 'Server=db;Pwd=d;Database=x;AccountKey=e==;' },
  ]),
  ...[
    (secret: string) => ({ database: { host: 'db', password: secret } }),
    (secret: string) => ({ nested: { deep: [{ secret }], headers: { 'X-Own-Key': secret } } }),
    (secret: string) => ({
      database: { url: `postgres://me:${secret}@db/x`, dsn: `Pwd=${secret}` },
    }),
    (secret: string) => ({
      args: ['--password', secret, `--token=${secret}`, `Cookie: ${secret}`],
    }),
    (secret: string) => ({ passwordHash: secret, sessionId: secret, encryptionKey: secret }),
    (secret: string) => ({ licenseKey: secret, creds: secret, of: { creds: [secret, secret] } }),
  ].map((of): [string, Use, Use] => [
    `a secret in ${JSON.stringify(of('…'))}`,
    { ...SOURCE, ...of('4711') },
    { ...SOURCE, ...of('other') },
  ]),
  ['the order of options', { url: SOURCE.url, use: SOURCE.use }, SOURCE],
  ['a function', { ...SOURCE, made: () => 1, agent: new Map() }, SOURCE],
])('of a source of others, %s may change', (_, one, other) => {
  expect(ofSource(one)).toBe(ofSource(other));
});

test.each<[string, Use, Use]>([
  ['an address', { ...SOURCE, url: 'https://api.test/v?state=sold' }, SOURCE],
  ['a parameter', { ...SOURCE, query: { page: 1 } }, { ...SOURCE, query: { page: 2 } }],
  ['whose records', { ...SOURCE, query: { user: 'a' } }, { ...SOURCE, query: { user: 'b' } }],
  ['whose, in an address', { ...SOURCE, url: 'https://api.test/?login=a' }, SOURCE],
  ['a page', { ...SOURCE, query: { pageToken: 'a' } }, { ...SOURCE, query: { pageToken: 'b' } }],
  ['a header', { ...SOURCE, headers: { 'X-Shop': 'a' } }, { ...SOURCE, headers: {} }],
  ['a body', { ...SOURCE, body: [{ n: 1 }] }, { ...SOURCE, body: [{ n: 1n << 60n }] }],
  ['where records are', { ...SOURCE, records: 'a.b' }, SOURCE],
  ['a limit of records', { ...SOURCE, maxRecordBytes: 1 }, SOURCE],
  ['an age', { ...SOURCE, maxAgeSeconds: 1 }, { ...SOURCE, maxAgeSeconds: 2 }],
  ['a map of names', { ...SOURCE, names: { id: 'a' } }, { ...SOURCE, names: { id: 'b' } }],
  ['a date', { ...SOURCE, since: new Date(0) }, { ...SOURCE, since: new Date(1) }],
  [
    'a database',
    { ...SOURCE, connection: 'postgres://me@db/x' },
    { ...SOURCE, connection: 'postgres://me@db/y' },
  ],
  ...['connection', 'connectionString', 'dsn'].map((name): [string, Use, Use] => [
    `the database in ${name}`,
    { ...SOURCE, [name]: 'Server=db;Pwd=a;Database=x' },
    { ...SOURCE, [name]: 'Server=db;Pwd=a;Database=y' },
  ]),
  [
    'a statement',
    { ...SOURCE, sql: "SELECT 1 WHERE url = 'http://x' AND token = 'a'" },
    { ...SOURCE, sql: "SELECT 1 WHERE url = 'http://x' AND token = 'b'" },
  ],
  ['an author', { ...SOURCE, author: 'a' }, { ...SOURCE, author: 'b' }],
  ['passengers', { ...SOURCE, passengers: 1 }, { ...SOURCE, passengers: 2 }],
  ['another module', { ...SOURCE, use: './other.mjs' }, SOURCE],
])('of a source of others, %s decides', (_, one, other) => {
  expect(ofSource(one)).not.toBe(ofSource(other));
});

test('what a module says of itself counts, and not how its options are written', () => {
  const of = (source: Use, decides: object | undefined) =>
    digestsOf({ source, target: TARGET }, { ...made, source: { ...made.source, decides } }, [])
      .source;
  expect(of(SOURCE, { a: 1 })).toBe(of({ ...SOURCE, url: 'other' }, { a: 1 }));
  expect(of(SOURCE, { a: 1 })).not.toBe(of(SOURCE, { a: 2 }));
  expect(of(SOURCE, { a: 1 })).not.toBe(of({ use: './other.mjs' }, { a: 1 }));
});

test('a source that is made in a module is the same as one that is named', () => {
  const source = csv({ path: 'a.csv' });
  const named = { use: 'csv', path: './a.csv', delimiter: ',' };
  expect(digestsOf({ source: named, target: TARGET }, { ...made, source }, []).source).toBe(
    ofOwn(source),
  );
  expect(ofOwn(jsonl({ path: 'a.csv' }))).not.toBe(ofOwn(source));
});

test.each<[string, Source, Source]>([
  ['paths', csv({ path: 'a.csv' }), csv({ path: ['./b/../a.csv', 'a.csv'] })],
  ['folders', csv({ path: 'a', base: 'b' }), csv({ path: 'a', base: './b/' }, { base: '/moved' })],
  ['defaults', csv({ path: 'a' }), csv({ path: 'a', delimiter: ',', quote: '"', nulls: [] })],
  ['escapes', csv({ path: 'a' }), csv({ path: 'a', escape: '"', header: true, json: [] })],
  ['texts for null', csv({ path: 'a', nulls: 'x' }), csv({ path: 'a', nulls: ['x'] })],
  ['lines', jsonl({ path: './a' }), jsonl({ path: ['a'], onBadLine: 'reject' })],
  ['requests', http({ url: 'https://a.test' }), http({ url: ['https://a.test/'], token: 'x' })],
])('%s may be written in another way', (_, one, other) => {
  expect(ofOwn(one)).toBe(ofOwn(other));
});

test.each<[string, Source, Source]>([
  ['another file', csv({ path: 'a' }), csv({ path: 'b' })],
  ['more files', csv({ path: 'a' }), csv({ path: ['a', 'b'] })],
  ['the order of files', csv({ path: ['b', 'a'] }), csv({ path: ['a', 'b'] })],
  ['a delimiter', csv({ path: 'a' }), csv({ path: 'a', delimiter: ';' })],
  ['a null', csv({ path: 'a' }), csv({ path: 'a', nulls: 'PASS' })],
  ['an encoding', csv({ path: 'a' }), csv({ path: 'a', encoding: 'windows-1252' })],
  ['bad lines', jsonl({ path: 'a' }), jsonl({ path: 'a', onBadLine: 'stop' })],
])('%s decides', (_, one, other) => {
  expect(ofOwn(one)).not.toBe(ofOwn(other));
});

test('of a target, the login may change, and the object may not', () => {
  const of = (target: Target) =>
    digestsOf({ source: SOURCE, target }, { ...made, target }, []).target;
  expect(of(zuora({ ...ZUORA, baseUrl: 'https://rest.test/', token: 'y' }))).toBe(of(zuora(ZUORA)));
  expect(of(zuora({ ...ZUORA, object: 'B' }))).not.toBe(of(zuora(ZUORA)));
});

const ofPlugins = (...plugins: Plugin[]) =>
  digestsOf({ source: SOURCE, target: TARGET, plugins }, { ...made, plugins }, []).plugins;
const fields = ['a'];

test.each<[string, Plugin[], Plugin[]]>([
  ['another transform', [trim()], [emptyToNull()]],
  ['another transform of the same fields', [pick({ fields })], [trim({ fields })]],
  ['the order', [trim(), emptyToNull()], [emptyToNull(), trim()]],
  ['one more', [trim()], [trim(), trim()]],
  ['none', [trim()], []],
  ['a field', [trim({ fields })], [trim({ fields: ['b'] })]],
  ['a name', [rename({ fields: { user: 'x' } })], [rename({ fields: { login: 'x' } })]],
  ...['PASS', 'token', 'password', 'x'].map((name): [string, Plugin[], Plugin[]] => [
    `the value of ${name}`,
    [mapValues({ fields, values: { [name]: '1' } })],
    [mapValues({ fields, values: { [name]: '2' } })],
  ]),
  [
    'a value that is kept',
    [mapValues({ fields, values: { a: 1 } })],
    [mapValues({ fields, values: { a: 1 }, otherwise: 'keep' })],
  ],
  [
    'a format',
    [parseDate({ fields, format: 'd.M.yyyy' })],
    [parseDate({ fields, format: 'M.d.yyyy' })],
  ],
  [
    'a table',
    [lookup({ path: 'a.csv', field: 'a', key: 'k', take: { n: 'n' } })],
    [lookup({ path: 'b.csv', field: 'a', key: 'k', take: { n: 'n' } })],
  ],
])('of the plugins, %s decides', (_, one, other) => {
  expect(ofPlugins(...one)).not.toBe(ofPlugins(...other));
});

test('of a plugin, what its options mean counts', () => {
  expect(ofPlugins(trim())).toBe(ofPlugins(trim({ optional: false })));
  const table = { field: 'a', key: 'k', take: { n: 'n' } };
  expect(ofPlugins(lookup({ ...table, path: 'a.csv' }))).toBe(
    ofPlugins(lookup({ ...table, path: './a.csv', maxBytes: 5, missing: 'reject' })),
  );
});

const transform: Plugin = { name: 'p', transform: (record) => record };
const ofUsed = (options: object, plugin = transform, secrets: readonly string[] = []) =>
  digestsOf(
    { source: SOURCE, target: TARGET, plugins: [{ use: './p.mjs', ...options }] },
    { ...made, plugins: [plugin] },
    secrets,
  ).plugins;

test('of a plugin of others, all options decide but its own credentials', () => {
  const one = ofUsed({});
  expect(ofUsed({ password: 'a', apiKey: 'b', token: 'c' })).toBe(one);
  expect(ofUsed({ pwd: 'a', auth: { user: 'bob', pwd: 'b' }, pin: 'c', clientKey: 'd' })).toBe(one);
  expect(ofUsed({ dsn: 'Server=db;Pwd=a' })).toBe(ofUsed({ dsn: 'Server=db;Pwd=b' }));
  expect(ofUsed({ dsn: 'Server=db;Pwd=a' })).not.toBe(ofUsed({ dsn: 'Server=other;Pwd=a' }));
  expect(ofUsed({ db: 'postgres://a:b@db/x' })).toBe(ofUsed({ db: 'postgres://db/x' }));
  expect(ofUsed({ dsn: 'a secret' }, transform, ['secret'])).toBe(ofUsed({ dsn: 'a ***' }));
  for (const options of [
    { maxSeconds: 0 },
    { user: 'a' },
    { login: 'a' },
    { values: { name: '1', PASSED: '2' } },
    { query: { page: '1' } },
    { args: ['--host', 'db'] },
  ]) {
    expect(ofUsed(options)).not.toBe(one);
  }
  // A part of an option can also be a credential.
  expect(ofUsed({ database: { password: 'a' } })).toBe(ofUsed({ database: { password: 'b' } }));
  expect(ofUsed({ args: ['--password', 'a'] })).toBe(ofUsed({ args: ['--password', 'b'] }));
  expect(ofUsed({ values: { x: 'secret' } }, transform, ['secret'])).toBe(
    ofUsed({ values: { x: 'other' } }, transform, ['other']),
  );
  expect(ofUsed({}, { ...transform, name: 'q' })).not.toBe(one);
});

test('a plugin that only watches does not decide', () => {
  const watch: Plugin = { name: 'watch', onJob() {}, decides: { a: 1 } };
  expect(ofPlugins(watch, trim())).toBe(ofPlugins(trim()));
});

test('what was made elsewhere, and says nothing of itself, is not compared', () => {
  expect(digestsOf({ source: made.source, target: TARGET }, made, [])).not.toHaveProperty('source');
});

test('a value from a variable that is named like a credential may change', () => {
  const environment = {
    DB_PASS: 'a',
    API_TOKEN: 'longer',
    FILE: 'c',
    AUTHOR: 'd',
    EMPTY_TOKEN: '',
  };
  const names = [...Object.keys(environment), 'MISSING_SECRET', 'DB_PASS'];
  expect(secretsOf(environment, names)).toEqual(['longer', 'a']);
  const of = (code: string) =>
    ofOwn(http({ url: `https://api.test/${code}`, query: { code, n: 1 } }), [code]);
  expect(of('one')).toBe(of('two'));
  expect(ofSource({ ...SOURCE, code: 'x one' }, ['one'])).toBe(
    ofSource({ ...SOURCE, code: 'x two' }, ['two']),
  );
});
