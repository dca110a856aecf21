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
  const login = { state: 'open', login: { password: 'secret' } };
  expect(await identityOf({ method: 'POST', body: login })).not.toContain('secret');
  expect(await identityOf({ method: 'POST', body: { n: 1n << 60n } })).toContain(
    '1152921504606846976',
  );
  expect(await identityOf({ timeoutSeconds: 1, attemptsMax: 1 })).toBe(all[0]);
});
