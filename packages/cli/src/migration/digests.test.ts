import type { Plugin } from '@rowferry/core';
import { expect, test } from 'vitest';
import { digestsOf, withoutCredentials } from './digests.ts';
import type { Use } from './schema.ts';

const SOURCE = { use: 'http', url: 'https://api.test/v?state=open' };
const TARGET = { use: 'zuora', baseUrl: 'https://rest.test', object: 'Vehicle' };
const ofSource = (source: Use) => digestsOf({ source, target: TARGET }, []).source;
const ofTarget = (more: object) =>
  digestsOf({ source: SOURCE, target: { ...TARGET, ...more } }, []).target;

test.each<[string, Use, Use]>([
  ['a token', { ...SOURCE, token: 'a' }, { ...SOURCE, token: 'b' }],
  ['a login', { ...SOURCE, username: 'a', password: 'b' }, SOURCE],
  ['times', { ...SOURCE, timeoutSeconds: 1, requestsPerSecond: 5 }, SOURCE],
  ['attempts and origins', { ...SOURCE, attemptsMax: 1, allowOrigins: ['https://o.test'] }, SOURCE],
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
    { use: 'postgres', connection: 'postgres://me:1234/s3c@ret@db/x', table: 't' },
    { use: 'postgres', connection: 'postgres://db/x', table: 't' },
  ],
  [
    'a login in a connection string',
    { use: 'postgres', connection: "host=db user=me password='it\\'s mine' dbname=x", table: 't' },
    { use: 'postgres', connection: 'host=db user=you password=b dbname=x', table: 't' },
  ],
  ['the name of a module', { ...SOURCE, use: '@rowferry/source-http' }, SOURCE],
  ['the order of options', { url: SOURCE.url, use: 'http' }, SOURCE],
  ['a function', { ...SOURCE, made: () => 1 }, SOURCE],
])('%s may change', (_, one, other) => {
  expect(ofSource(one)).toBe(ofSource(other));
});

test.each<[string, Use, Use]>([
  ['an address', { ...SOURCE, url: 'https://api.test/v?state=sold' }, SOURCE],
  ['a parameter', { ...SOURCE, query: { page: 1 } }, { ...SOURCE, query: { page: 2 } }],
  ['a header', { ...SOURCE, headers: { 'X-Shop': 'a' } }, { ...SOURCE, headers: {} }],
  ['a body', { ...SOURCE, body: [{ n: 1 }] }, { ...SOURCE, body: [{ n: 1n << 60n }] }],
  ['where records are', { ...SOURCE, records: 'a.b' }, SOURCE],
  ['a limit of records', { ...SOURCE, maxRecordBytes: 1 }, SOURCE],
  ['a date', { ...SOURCE, since: new Date(0) }, { ...SOURCE, since: new Date(1) }],
  [
    'a database',
    { use: 'postgres', connection: 'postgres://me@db/x', table: 't' },
    { use: 'postgres', connection: 'postgres://me@db/y', table: 't' },
  ],
  [
    'a statement',
    { use: 'postgres', query: "SELECT 1 WHERE token = 'a'" },
    { use: 'postgres', query: "SELECT 1 WHERE token = 'b'" },
  ],
  ['an author', { ...SOURCE, author: 'a' }, { ...SOURCE, author: 'b' }],
  ['passengers', { ...SOURCE, passengers: 1 }, { ...SOURCE, passengers: 2 }],
  ['the key of a look-up', { use: 'x', key: 'a' }, { use: 'x', key: 'b' }],
  ['another module', { ...SOURCE, use: './own.mjs' }, SOURCE],
])('%s decides', (_, one, other) => {
  expect(ofSource(one)).not.toBe(ofSource(other));
});

test('of a target, the login may change, and the object may not', () => {
  expect(ofTarget({ clientId: 'a', clientSecret: 'b', trackId: 'c', gzip: true })).toBe(
    ofTarget({}),
  );
  expect(ofTarget({ object: 'Other' })).not.toBe(ofTarget({}));
  expect(ofTarget({ entityIds: 'Other' })).not.toBe(ofTarget({}));
});

test('only plugins that change records decide', () => {
  const transform: Plugin = { name: 'trim', transform: (record) => record };
  const watch: Plugin = { name: 'watch', onJob() {} };
  const use = (fields: string): Use => ({ use: 'trim', fields: [fields] });
  const of = (plugins: readonly Use[], made: readonly Plugin[]) =>
    digestsOf({ source: SOURCE, target: TARGET, plugins }, made).plugins;
  const one = of([use('a')], [transform]);
  expect(of([use('b')], [transform])).not.toBe(one);
  expect(of([{ use: './watch.mjs' }, use('a')], [watch, transform])).toBe(one);
  expect(of([use('a'), use('b')], [transform, transform])).not.toBe(
    of([use('b'), use('a')], [transform, transform]),
  );
});

test('what was made elsewhere is not compared', () => {
  const made = { name: 'own', async *read() {} };
  expect(digestsOf({ source: made, target: TARGET }, [])).not.toHaveProperty('source');
});

test('a variable that is named like a credential has the same value, whatever it is', () => {
  const environment = { DB_PASS: 'a', API_TOKEN: 'b', FILE: 'c', AUTHOR: 'd', MY_AUTH: 'e' };
  expect(withoutCredentials(environment)).toEqual({
    ...{ DB_PASS: '***', API_TOKEN: '***', FILE: 'c', AUTHOR: 'd', MY_AUTH: '***' },
  });
});
