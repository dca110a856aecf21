import { describe, expect, test } from 'vitest';
import { createTestClient, TOKEN } from '../../test/test-client.ts';
import type { Client } from '../auth/login.ts';

const missing = '/objects/jobs/e0668230-eb63-40df-be65-08f083ca47b1';

describe('refusals', () => {
  test.each([
    ['plain', { code: 71013040, message: 'Not Found.' }],
    ['details', { details: [{ code: 71013040, message: 'Not Found.' }] }],
    ['reasons', { success: false, reasons: [{ code: 71013040 }] }],
    ['reasons-string', { success: false, reasons: [{ code: '71013040' }] }],
    ['bare-reasons', { reasons: [{ code: 71013040, message: 'Not Found.' }] }],
    ['spring', { status: 404, path: missing, message: 'Not Found.' }],
  ] as const)('have the shape %s', async (errorShape, expected) => {
    const { status, text } = await createTestClient({ errorShape }).request('GET', missing);
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject(expected);
  });

  test('may be empty or HTML', async () => {
    const empty = await createTestClient({ errorShape: 'empty' }).request('GET', missing);
    expect(empty).toMatchObject({ status: 404, text: '' });
    const html = await createTestClient({ errorShape: 'html' }).request('GET', missing);
    expect(html).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
  });

  test('may have status 200, as before 2024', async () => {
    const { status, text } = await createTestClient({ legacyErrors: 'on' }).request('GET', missing);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ success: false, reasons: [{ code: 71013040 }] });
  });
});

describe('quotas', () => {
  test.each([400, 200] as const)('may refuse with %i', async (rateLimitStatus) => {
    const client = createTestClient({ requestsPerMinute: 1, rateLimitStatus });
    await client.request('GET', '/objects/jobs');
    const { status, text } = await client.request('GET', '/objects/jobs');
    expect(status).toBe(rateLimitStatus);
    expect(JSON.parse(text)).toMatchObject({ reasons: [{ code: 70 }] });
  });

  test('limit the requests per minute', async () => {
    const client = createTestClient({ requestsPerMinute: 2 });
    const get = () => client.request('GET', '/objects/jobs');
    expect((await get()).headers).toMatchObject({
      'ratelimit-limit': '2, 2;w=60, 2250000;w=3600, 27000000;w=86400',
      'ratelimit-remaining': '1',
      'ratelimit-reset': '60',
    });
    expect(await get()).toMatchObject({ status: 200 });
    await client.world.advance(59_000);
    const refused = await get();
    expect(refused).toMatchObject({ status: 429, headers: { 'ratelimit-reset': '1' } });
    expect(refused.headers).not.toHaveProperty('retry-after');
    expect(JSON.parse(refused.text)).toMatchObject({ reasons: [{ code: 70 }] });
    await client.world.advance(1000);
    expect(await get()).toMatchObject({ status: 200 });
  });

  test('limit the requests of an hour and of a day; the headers describe what is used up first', async () => {
    const client = createTestClient({
      requestsPerMinute: 9,
      requestsPerHour: 4,
      requestsPerDay: 5,
    });
    const get = () => client.request('GET', '/objects/jobs');
    const limits = '9;w=60, 4;w=3600, 5;w=86400';
    expect((await get()).headers).toMatchObject({
      'ratelimit-limit': `4, ${limits}`,
      'ratelimit-remaining': '3',
      'ratelimit-reset': '3600',
    });
    for (let request = 2; request <= 4; request++) expect((await get()).status).toBe(200);
    expect(await get()).toMatchObject({ status: 429, headers: { 'ratelimit-reset': '3600' } });
    await client.world.advance(3_600_000);
    expect(await get()).toMatchObject({
      status: 429,
      headers: { 'ratelimit-limit': `5, ${limits}`, 'ratelimit-reset': '82800' },
    });
    await client.world.advance(82_800_000);
    expect(await get()).toMatchObject({ status: 200 });
  });

  test.each([
    ['code-70-retry-after', true, /"code":70,/],
    ['code-50000070', true, /"code":50000070,/],
    ['code-string', false, /"code":"REQUEST_EXCEEDED_LIMIT"/],
    ['empty', false, /^$/],
  ] as const)('are refused as %s', async (rateLimitShape, hasRetryAfter, body) => {
    const knobs = { requestsPerMinute: 1, rateLimitHeaders: 'absent', rateLimitShape } as const;
    const client = createTestClient(knobs);
    await client.request('GET', '/objects/jobs');
    const { status, headers, text } = await client.request('GET', '/objects/jobs');
    expect(status).toBe(429);
    expect('retry-after' in headers).toBe(hasRetryAfter);
    expect(headers).not.toHaveProperty('ratelimit-reset');
    expect(text).toMatch(body);
  });

  test('limit the requests at one time', async () => {
    const faults = [{ on: 'get', do: 'delay', delayMs: 100 }] as const;
    const client = createTestClient({ concurrentRequestsMax: 1 }, { faults });
    const slow = client.request('GET', missing);
    const refused = await client.request('GET', '/objects/jobs');
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '120' } });
    await client.world.advance(100);
    expect(await slow).toMatchObject({ status: 404 });
    expect(await client.request('GET', '/objects/jobs')).toMatchObject({ status: 200 });
  });
});

describe('headers', () => {
  test('contain a request id, and the track id that was sent', async () => {
    const client = createTestClient();
    const track = { 'zuora-track-id': 'run-7/chunk 3' };
    const { headers } = await client.request('GET', '/objects/jobs', undefined, track);
    expect(headers['zuora-request-id']).toHaveLength(36);
    expect(headers['zuora-track-id']).toBe('run-7/chunk 3');
    for (const bad of ['a:b', 'a;b', 'a"b', "a'b", 'é', 'x'.repeat(65)]) {
      const answer = await client.request('GET', '/objects/jobs', undefined, {
        'zuora-track-id': bad,
      });
      expect(answer.status).toBe(400);
    }
  });
});

describe('tokens', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const secrets = { clientId: 'me', clientSecret: 'mine', permissions: ['view'] } as const;

  function withClient(knobs: Parameters<typeof createTestClient>[0] = {}, login: Client = secrets) {
    const client = createTestClient(knobs, { clients: [login] });
    return {
      ...client,
      async token(fields: Record<string, string> = {}, headers: Record<string, unknown> = form) {
        const body = new URLSearchParams({
          client_id: 'me',
          client_secret: 'mine',
          grant_type: 'client_credentials',
          ...fields,
        });
        const outcome = await client.tenant.handle({
          method: 'POST',
          url: '/oauth/token',
          headers: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)])),
          body: Buffer.from(body.toString()),
        });
        if ('dropped' in outcome) throw new Error('dropped');
        const { status, headers: received } = outcome;
        return { status, headers: received, body: JSON.parse(String(outcome.body)) };
      },
      list: (token: string) =>
        client.request('GET', '/objects/jobs', undefined, { authorization: `Bearer ${token}` }),
    };
  }

  test('are issued for an id and its secret', async () => {
    const { token, list } = withClient();
    const { status, body } = await token();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3599 });
    expect(body.access_token).toMatch(/^[0-9a-f]{32}$/);
    expect(await list(body.access_token)).toMatchObject({ status: 200 });
    expect(await token({ client_secret: 'other' })).toMatchObject({ status: 401 });
    expect(await token({ grant_type: 'password' })).toMatchObject({ status: 400 });
    expect(await token({}, { 'content-type': 'application/json' })).toMatchObject({ status: 415 });
    const withToken = await token({}, { ...form, authorization: `Bearer ${TOKEN}` });
    expect(withToken).toMatchObject({ status: 400 });
  });

  test('have rate limit headers of their own', async () => {
    const { token } = withClient({ requestsPerMinute: 2 });
    const { headers } = await token();
    expect(headers).toMatchObject({
      'x-ratelimit-limit-minute': '2',
      'x-ratelimit-remaining-minute': '1',
    });
    expect(headers).not.toHaveProperty('ratelimit-reset');
    await token();
    const refused = await token();
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-remaining-minute': '0' },
    });
    expect(refused.headers).not.toHaveProperty('ratelimit-reset');
    const without = withClient({ rateLimitHeaders: 'absent' });
    expect(Object.keys((await without.token()).headers).join()).not.toContain('ratelimit');
  });

  test('are refused to a request that is not as documented', async () => {
    const { token } = withClient();
    const entity = '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11';
    const status = async (header: string) =>
      (await token({}, { ...form, 'zuora-entity-ids': header })).status;
    expect(await status(entity)).toBe(200);
    for (const header of ['a,b', `${entity},${entity}`, entity.replaceAll('-', '')]) {
      expect(await status(header)).toBe(400);
    }
    expect(await token({ scope: 'all' })).toMatchObject({ status: 400 });
  });

  test.each([
    [{}, 3_599_000],
    [{ tokenDiesMs: 500 }, 500],
  ])('expire in time under %j', async (knobs, lifetimeMs) => {
    const { token, list, world } = withClient(knobs);
    const { body } = await token();
    await world.advance(lifetimeMs - 1);
    expect(await list(body.access_token)).toMatchObject({ status: 200 });
    await world.advance(1);
    expect(await list(body.access_token)).toMatchObject({ status: 401 });
  });

  test('can be revoked', async () => {
    const { token, list, tenant } = withClient();
    const { body } = await token();
    tenant.revokeTokens();
    const { status, text, headers } = await list(body.access_token);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/Bearer realm="Zuora API"/);
    expect(JSON.parse(text)).toEqual({
      success: false,
      reasons: [{ message: 'Unauthorized', code: '90000011' }],
    });
  });

  test('for several entities need one of them in each request', async () => {
    const [first, second] = [
      '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11',
      'c92ed977-0000-4000-8000-000000000000',
    ];
    const client = createTestClient({}, { tokens: [{ token: TOKEN, entities: [first, second] }] });
    const status = async (entity?: string) =>
      (
        await client.request('GET', '/objects/jobs', undefined, {
          ...(entity !== undefined && { 'zuora-entity-ids': entity }),
        })
      ).status;
    expect(await status()).toBe(400);
    expect(await status(first)).toBe(200);
    expect(await status(second.toUpperCase())).toBe(200);
    expect(await status(`${first},${second}`)).toBe(400);
    expect(await status(first.replaceAll('-', ''))).toBe(400);
    expect(await status('00000000-0000-4000-8000-000000000000')).toBe(403);
  });

  test('may name only the orgs of their login', async () => {
    const tokens = [{ token: TOKEN, orgs: ['o1', 'o2'] }];
    const status = async (orgs: string, client = createTestClient({}, { tokens })) => {
      const headers = { 'zuora-org-ids': orgs };
      return (await client.request('GET', '/objects/jobs', undefined, headers)).status;
    };
    expect(await status('o2')).toBe(200);
    expect(await status('o1, o2')).toBe(200);
    expect(await status('o1,o3')).toBe(403);
    expect(await status('o1,,o2')).toBe(400);
    expect(await status('o3', createTestClient())).toBe(200);
  });

  test('list the entities of their login', async () => {
    const { token } = withClient({}, { ...secrets, entities: ['e1', 'e2'] });
    expect((await token()).body.scope).toMatch(
      /^user\.[0-9a-f]{32} entity\.e1 entity\.e2 tenant\.19$/,
    );
  });

  test.each([
    ['plain', '{"code":90000011,"message":"Unauthorized"}'],
    ['empty', ''],
  ] as const)('that are invalid get the 401 body %s', async (unauthorizedBody, text) => {
    const { list } = withClient({ unauthorizedBody });
    expect(await list('wrong')).toMatchObject({ status: 401, text });
  });

  test.each([403, 400, 200] as const)('that are invalid may get %i', async (unauthorizedStatus) => {
    const { list } = withClient({ unauthorizedStatus });
    const { status, text } = await list('wrong');
    expect(status).toBe(unauthorizedStatus);
    expect(text).toContain('"code":"90000011"');
    // Without a code nothing else says what it is.
    const empty = withClient({ unauthorizedStatus, unauthorizedBody: 'empty' });
    expect(await empty.list('wrong')).toMatchObject({ status: 401 });
  });
});
