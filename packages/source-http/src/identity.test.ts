import { expect, test } from 'vitest';
import { type HttpOptions, http } from './index.ts';

const { signal } = new AbortController();
const identityOf = (options: Partial<HttpOptions> = {}) =>
  http({ url: 'https://api.test/v', ...options }).identity?.({ signal });

test('the identity is that of the requests, without the login', async () => {
  const all = await Promise.all([
    identityOf(),
    identityOf({ url: 'https://api.test/w' }),
    identityOf({ query: { since: '2026-11-30' } }),
    identityOf({ headers: { 'X-Shop': '7' } }),
    identityOf({ method: 'POST', body: { state: 'open' } }),
    identityOf({ records: 'items' }),
    identityOf({ paging: { by: 'page', param: 'p' } }),
  ]);
  expect(new Set(all).size).toBe(all.length);
  expect(await identityOf({ token: 'secret' })).toBe(all[0]);
  expect(await identityOf({ username: 'me', password: 'secret' })).toBe(all[0]);
  expect(await identityOf({ query: { api_key: 'secret', key: 'x' } })).toBe(all[0]);
  expect(await identityOf({ url: 'https://api.test/v?access_token=secret' })).toBe(all[0]);
  expect(await identityOf({ headers: { 'X-Api-Key': 'secret', Cookie: 'x' } })).toBe(all[0]);
  const inBody = (body: unknown) => identityOf({ method: 'POST', body });
  expect(await inBody({ a: { password: 'secret' } })).toBe(await inBody({ a: { password: 'x' } }));
  expect(await inBody({ n: 1n << 60n })).not.toBe(await inBody({ n: (1n << 60n) + 1n }));
  const further = (address: string, token: string) =>
    inBodyOf({ by: 'cursor', at: 'n', param: 'c', nextUrl: address, nextBody: { token } });
  const inBodyOf = (paging: HttpOptions['paging']) => identityOf({ method: 'POST', paging });
  expect(await further('/more?key=secret', 'secret')).toBe(await further('/more?key=x', 'x'));
  expect(await further('/more?size=1', 'x')).not.toBe(await further('/more?size=2', 'x'));
  expect(await identityOf({ timeoutSeconds: 1, attemptsMax: 1 })).toBe(all[0]);
});

test('the identity is the same however the requests are written', async () => {
  const one = await identityOf({ url: 'https://api.test/v?a=1&b=2', headers: { 'X-Shop': '7' } });
  const ways: Partial<HttpOptions>[] = [
    { url: ['https://API.test:443/v?b=2&a=1#x'], headers: { 'x-shop': '7' } },
    { url: 'https://api.test/w/../v', query: { b: '2', a: 1 }, headers: { 'X-SHOP': '7' } },
    { url: 'https://api.test/v?a=1', query: { b: 2 }, method: 'GET', headers: { 'X-Shop': '7' } },
  ];
  for (const way of ways) expect(await identityOf(way)).toBe(one);
});

test('who is asked for, or from which page on, is no login', async () => {
  for (const name of ['user', 'login', 'client_id', 'pageToken', 'sort_key']) {
    const of = (value: string) => http({ url: 'https://api.test/v', query: { [name]: value } });
    expect(of('a').decides).not.toEqual(of('b').decides);
    expect(await of('a').identity?.({ signal })).not.toBe(await of('b').identity?.({ signal }));
  }
});

test('what decides records has defaults filled in, and neither secrets nor limits of a request', () => {
  const of = (more: Partial<HttpOptions> = {}) =>
    http({ url: 'https://api.test/v', ...more }).decides;
  const secrets = { query: { key: 'x' }, headers: { 'X-Functions-Key': 'x' }, token: 'x' };
  for (const same of [
    { format: 'json', method: 'GET', headers: {}, maxRecordBytes: 64 * 1024 * 1024 },
    { timeoutSeconds: 1, attemptsMax: 1, maxPageBytes: 5, requestsPerSecond: 2 },
    { allowOrigins: ['https://o.test'], originAliases: ['https://a.test'] },
    // A checkpoint shows whether another paging fits.
    { paging: { by: 'page', param: 'p' }, keyed: false },
    { keyed: true },
    secrets,
  ] as const) {
    expect(of(same)).toEqual(of());
  }
  const selecting = { query: { accountKey: 'A1' } };
  const others = [
    { format: 'jsonl' },
    { records: 'a' },
    { maxRecordBytes: 1 },
    selecting,
    { keyed: 'id' },
    { rowHeader: true },
  ] as const;
  for (const other of others) {
    expect(of(other)).not.toEqual(of());
  }
});
