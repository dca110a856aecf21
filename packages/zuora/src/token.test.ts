import { inspect } from 'node:util';
import type { TargetError } from '@rowferry/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ZuoraClient, zuoraClient } from './client.ts';
import { type Received, type Reply, rejection, serve, serveRaw } from './local-server.fixture.ts';

const JOB = { Id: 'j1', status: 'pending' };
const LOGIN = { clientId: 'id-1', clientSecret: 's&cret +1' };

/** A tenant that issues `token-1`, `token-2`… and accepts only those for which `accepts` is true. */
async function tenant(options: {
  readonly lifetimeSeconds?: number;
  readonly accepts?: (token: string) => boolean;
  readonly grant?: (count: number) => Reply | Promise<Reply>;
}): Promise<{ client: ZuoraClient; received: Received[]; grants: () => number }> {
  let count = 0;
  const { baseUrl, received } = await serve(async ({ path, headers }) => {
    if (path === '/oauth/token') {
      count += 1;
      const granted = { access_token: `token-${count}`, expires_in: options.lifetimeSeconds };
      return (await options.grant?.(count)) ?? { body: granted };
    }
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const isAccepted = options.accepts?.(token) ?? true;
    return isAccepted ? { body: JOB } : { status: 401, body: { reasons: [{ code: 90000011 }] } };
  });
  return { client: zuoraClient({ baseUrl, ...LOGIN }), received, grants: () => count };
}

describe('client credentials', () => {
  it('are sent as a form, without an Authorization header', async () => {
    const { client, received } = await tenant({});
    await client.jobs.get('j1');
    const [grant, get] = received;
    expect(grant?.method).toBe('POST');
    expect(grant?.headers['authorization']).toBeUndefined();
    expect(grant?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(grant?.body.toString()))).toEqual({
      client_id: 'id-1',
      client_secret: 's&cret +1',
      grant_type: 'client_credentials',
    });
    expect(get?.headers['authorization']).toBe('Bearer token-1');
  });

  it('are in no error, not even if the server repeats them as its code', async () => {
    const body = { code: LOGIN.clientSecret, message: LOGIN.clientSecret };
    const { client } = await tenant({ grant: () => ({ status: 401, body }) });
    const error = await rejection(client.jobs.get('j1'));
    expect(inspect(error, { depth: 9 })).not.toContain(LOGIN.clientSecret);
  });

  it.each(['tenant.hunter2-secret', 'tenant.a/b', 'tenant.'])(
    'whose scope has %s name no tenant by it',
    async (tenant) => {
      const { baseUrl } = await serve(() => ({ body: { access_token: 't', scope: tenant } }));
      const login = { clientId: 'id', clientSecret: 'hunter2-secret' };
      expect(await zuoraClient({ baseUrl, ...login }).identity()).not.toContain('hunter2');
      expect(await zuoraClient({ baseUrl, ...login }).identity()).not.toContain('a/b');
    },
  );

  it('that span several entities need `entityIds`, which every request then names', async () => {
    const entity = '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11';
    const scope = `user.1 entity.${entity} entity.c92ed977-0000-4000-8000-000000000000 tenant.19`;
    const { baseUrl, received } = await serve(({ path }) => ({
      body: path === '/oauth/token' ? { access_token: 'token-1', scope } : JOB,
    }));
    const error = await rejection(zuoraClient({ baseUrl, ...LOGIN }).jobs.get('j1'));
    expect(error).toMatchObject({
      message: expect.stringContaining('The login spans 2 entities'),
      failure: { answer: 'refused', meaning: 'login' },
    });
    expect(received.splice(0)).toHaveLength(1);
    await zuoraClient({ baseUrl, ...LOGIN, entityIds: entity }).jobs.get('j1');
    expect(received.map(({ headers }) => headers['zuora-entity-ids'])).toEqual([entity, entity]);
  });

  it('fetch one token for all callers, and keep it', async () => {
    const { client, grants } = await tenant({ lifetimeSeconds: 3599 });
    await Promise.all(Array.from({ length: 20 }, () => client.jobs.get('j1')));
    await client.jobs.get('j1');
    expect(grants()).toBe(1);
  });

  it('fetch a new token shortly before the old one expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { client, grants } = await tenant({ lifetimeSeconds: 3600 });
    await client.jobs.get('j1');
    vi.setSystemTime(Date.now() + 3_539_000);
    await client.jobs.get('j1');
    expect(grants()).toBe(1);
    vi.setSystemTime(Date.now() + 2000);
    await client.jobs.get('j1');
    expect(grants()).toBe(2);
  });
});

describe('a token that is refused', () => {
  it('rejects with a 401, and all callers then share one new token', async () => {
    let isExpired = false;
    const { client, grants } = await tenant({
      accepts: (token) => !isExpired || token !== 'token-1',
    });
    await client.jobs.get('j1');
    isExpired = true;
    const calls = Array.from({ length: 10 }, () => rejection(client.jobs.get('j1')));
    for (const error of await Promise.all(calls)) {
      expect((error as TargetError).failure).toMatchObject({ answer: 'refused', status: 401 });
    }
    expect(grants()).toBe(1);
    await Promise.all(Array.from({ length: 10 }, () => client.jobs.get('j1')));
    expect(grants()).toBe(2);
  });

  it('late does not replace a newer token', async () => {
    let answerLate: () => void = () => {};
    let calls = 0;
    const { baseUrl, received } = await serve(async ({ path }) => {
      if (path === '/oauth/token') return { body: { access_token: `t${calls}`, expires_in: 99 } };
      calls += 1;
      const number = calls;
      if (number === 1) {
        await new Promise<void>((resolve) => {
          answerLate = resolve;
        });
      }
      return number > 2 ? { body: JOB } : { status: 401 };
    });
    const { jobs } = zuoraClient({ baseUrl, ...LOGIN });
    const late = rejection(jobs.get('j1'));
    await expect.poll(() => calls).toBe(1);
    await rejection(jobs.get('j1'));
    await jobs.get('j1');
    answerLate();
    await late;
    await jobs.get('j1');
    expect(received.filter(({ path }) => path === '/oauth/token')).toHaveLength(2);
  });
});

describe('a token that is not issued', () => {
  it.each([400, 401, 403])('means that the credentials were refused: %i', async (status) => {
    const body = { error: 'invalid_client', error_description: 'secret s&cret +1 is wrong' };
    const { client } = await tenant({ grant: () => ({ status, body }) });
    const error = (await rejection(client.jobs.get('j1'))) as TargetError;
    expect(error.failure).toMatchObject({ answer: 'refused', status });
    expect(error.message).toMatch(/^The credentials were refused by 127\.0\.0\.1:\d+ \(status/);
    expect(error.message).toContain('Check `clientId` and `clientSecret`');
    expect(inspect(error, { depth: 10 })).not.toContain('s&cret');
  });

  it.each([
    ['a 503', { status: 503, headers: { 'retry-after': '3' } }],
    ['no JSON', { body: '<html>' }],
    ['no token', { body: { token_type: 'bearer' } }],
    ['a token that is invalid in a header', { body: { access_token: 'a\nb' } }],
  ])('leaves the request unsent: %s', async (_, reply) => {
    const { client, received } = await tenant({ grant: () => reply });
    const error = (await rejection(client.jobs.get('j1'))) as TargetError;
    expect(error.failure.answer).toBe('unsent');
    expect(error.message).toContain('so nothing else was sent');
    expect(received).toHaveLength(1);
  });

  it('leaves the request unsent if the network fails before or after sending', async () => {
    const dropped = await serveRaw((incoming) => incoming.socket.destroy());
    for (const baseUrl of ['http://127.0.0.1:1', dropped]) {
      const error = await rejection(zuoraClient({ baseUrl, ...LOGIN }).jobs.get('j1'));
      expect((error as TargetError).failure).toEqual({ answer: 'unsent', meaning: 'passing' });
    }
  });

  it('is requested again by the next call', async () => {
    const grant = (count: number): Reply =>
      count === 1 ? { status: 429 } : { body: { access_token: 'token-2' } };
    const { client } = await tenant({ grant });
    const error = (await rejection(client.jobs.get('j1'))) as TargetError;
    expect(error.failure).toMatchObject({ answer: 'refused', status: 429 });
    expect((await client.jobs.get('j1')).id).toBe('j1');
  });
});

describe('an abort while a token is being fetched', () => {
  it('ends only its own call', async () => {
    const { client, grants } = await tenant({
      grant: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { body: { access_token: 'token-1' } };
      },
    });
    const abort = new AbortController();
    const aborted = rejection(client.jobs.get('j1', { signal: abort.signal }));
    const other = client.jobs.get('j1');
    abort.abort('stop');
    expect(await aborted).toBe('stop');
    expect((await other).id).toBe('j1');
    expect(grants()).toBe(1);
  });

  it('ends the request for the token if no other call waits for it', async () => {
    let closed = false;
    let arrived = false;
    const baseUrl = await serveRaw((incoming) => {
      arrived = true;
      incoming.socket.once('close', () => {
        closed = true;
      });
    });
    const abort = new AbortController();
    const call = rejection(
      zuoraClient({ baseUrl, ...LOGIN }).jobs.get('j1', { signal: abort.signal }),
    );
    await expect.poll(() => arrived).toBe(true);
    abort.abort('stop');
    expect(await call).toBe('stop');
    await expect.poll(() => closed).toBe(true);
  });
});
