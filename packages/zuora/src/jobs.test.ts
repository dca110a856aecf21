import { describe, expect, it } from 'vitest';
import { zuoraClient } from './client.ts';
import type { JobRequest } from './job-request.ts';
import { collect, type Reply, rejection, serve } from './local-server.fixture.ts';
import type { ZuoraClientOptions } from './options.ts';

const ANSWER = {
  Id: 'ed4b9701-bafb-4976-8019-b08269430153',
  CreatedById: '7b39d73f',
  CreatedDate: '2021-03-15T06:47:18Z',
  UpdatedDate: '2021-03-15T06:47:19.5Z',
  namespace: 'default',
  object: 'passenger',
  operation: 'create',
  status: 'failed',
  processingTime: 1882,
  recordsProcessed: 500,
  error: { code: '71012560', message: 'Service limit reached, please retry later.' },
  invented: true,
};

async function tenant(reply: Reply = { body: ANSWER }, options: Partial<ZuoraClientOptions> = {}) {
  const { baseUrl, received } = await serve(() => reply);
  return { jobs: zuoraClient({ baseUrl, token: 'token-1', ...options }).jobs, received };
}

describe('a job', () => {
  it('has the form of core, with the request id and the clock of its answer', async () => {
    const headers = { date: 'Wed, 21 Oct 2015 07:28:00 GMT', 'zuora-request-id': 'r-1' };
    const { jobs, received } = await tenant({ body: ANSWER, headers });
    expect(await jobs.get(ANSWER.Id)).toEqual({
      id: ANSWER.Id,
      phase: 'over',
      result: 'failed',
      status: 'failed',
      object: 'passenger',
      operation: 'create',
      createdBy: '7b39d73f',
      createdAt: '2021-03-15T06:47:18Z',
      updatedAt: '2021-03-15T06:47:19.5Z',
      recordsProcessed: 500,
      processingTimeMs: 1882,
      error: {
        meaning: 'full',
        code: 71012560,
        message: 'Service limit reached, please retry later.',
      },
      requestId: 'r-1',
      answeredAt: Date.UTC(2015, 9, 21, 7, 28),
    });
    expect(received[0]).toMatchObject({ method: 'GET', path: `/objects/jobs/${ANSWER.Id}` });
  });

  it.each([
    ['a token', { token: 'hunter2-token' }],
    ['a client', { clientId: 'hunter2-id', clientSecret: 'hunter2 & more' }],
  ])('hides what the server repeats of %s in a text for people', async (_, login) => {
    const { baseUrl } = await serve(({ path }) => {
      if (path === '/oauth/token') return { body: { access_token: 'hunter2-token' } };
      const said = Object.values(login).join(' ');
      const forms = `Bearer hunter2-token ${said} ${encodeURIComponent(said)} ${new URLSearchParams(login)}`;
      const texts = ['CreatedById', 'CreatedDate', 'UpdatedDate', 'status', 'operation'];
      return {
        body: {
          ...Object.fromEntries(texts.map((name) => [name, forms])),
          ...{ Id: 'j', error: { code: Object.values(login)[0], message: forms } },
        },
        headers: { 'zuora-request-id': `r-${said}` },
      };
    });
    const job = await zuoraClient({ baseUrl, ...login }).jobs.get('j');
    expect(JSON.stringify(job)).not.toContain('hunter2');
    expect(job).toMatchObject({
      phase: 'unknown',
      error: { message: expect.stringMatching(/^Bearer …/) },
    });
    expect(job.createdBy).toBeUndefined();
  });

  it.each([
    ...['failed', ANSWER.Id, 'passenger', 'create', '2021-03-15', ANSWER.CreatedDate],
    '7b39d73f7ea64b7c8e0f6d2f1c0e9a11',
  ])('keeps what is compared or sent back, even if the token is %s', async (token) => {
    const body = { ...ANSWER, CreatedById: '7b39d73f7ea64b7c8e0f6d2f1c0e9a11' };
    const { jobs } = await tenant({ body }, { token });
    expect(await jobs.get(ANSWER.Id)).toMatchObject({
      ...{ id: ANSWER.Id, phase: 'over', result: 'failed', status: 'failed' },
      ...{ object: 'passenger', operation: 'create', createdBy: body.CreatedById },
      ...{ createdAt: ANSWER.CreatedDate, updatedAt: ANSWER.UpdatedDate },
    });
  });

  it('keeps every word if the token is as short as a part of one', async () => {
    const { jobs } = await tenant(undefined, { token: 'reach' });
    expect((await jobs.get('j')).error?.message).toBe(ANSWER.error.message);
  });

  it.each([undefined, null, {}, { code: null, message: '' }, { code: 0 }, 'none'])(
    'has no error of its own if the answer has %j',
    async (error) => {
      const { jobs } = await tenant({ body: { ...ANSWER, error } });
      expect(await jobs.get('j')).not.toHaveProperty('error');
    },
  );

  it('may have an unknown status and an unknown operation', async () => {
    const { jobs } = await tenant({ body: { Id: 'j', status: 'open', operation: 'merge' } });
    expect(await jobs.get('j')).toMatchObject({
      status: 'open',
      phase: 'waiting',
      operation: 'merge',
    });
  });

  it.each([{}, { Id: '' }, { Id: 7, status: 'pending' }, { success: true }])(
    'without an Id is no answer: %j',
    async (body) => {
      const { jobs } = await tenant({ body });
      const file = { sizeBytes: 0, open: async function* () {} };
      const calls = [() => jobs.get('j'), () => jobs.cancel('j'), () => jobs.upload('j', file)];
      for (const call of calls) {
        expect(await rejection(call())).toMatchObject({ failure: { answer: 'lost', status: 200 } });
      }
    },
  );

  it.each(['', '.', '..'])('is never requested by the id %j', async (id) => {
    const { jobs, received } = await tenant();
    expect(await rejection(jobs.get(id))).toBeInstanceOf(TypeError);
    expect(received).toEqual([]);
  });

  it('is requested with an id that cannot change the path', async () => {
    const { jobs, received } = await tenant();
    await jobs.get('../a?b#c');
    expect(received[0]?.path).toBe('/objects/jobs/..%2Fa%3Fb%23c');
  });
});

describe('create', () => {
  it('posts the request as JSON, in the default namespace', async () => {
    const { jobs, received } = await tenant();
    await jobs.create({ object: 'passenger', operation: 'update' });
    expect(received[0]).toMatchObject({ method: 'POST', path: '/objects/jobs' });
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(received[0]?.body))).toEqual({
      operation: 'update',
      namespace: 'default',
      object: 'passenger',
    });
  });

  it('posts a delete with its filter, and the other namespace', async () => {
    const request: JobRequest = {
      object: 'SavedQuery',
      operation: 'delete',
      namespace: 'com_zuora',
      filter: { conditions: [{ field: 'CreatedDate', operator: 'LT', value: '2020-01-01' }] },
    };
    const { jobs, received } = await tenant();
    await jobs.create(request);
    expect(JSON.parse(String(received[0]?.body))).toEqual(request);
  });

  it.each([
    ['a delete without a filter', { object: 'V', operation: 'delete' }, '`filter`'],
    ['no condition', { object: 'V', operation: 'delete', filter: { conditions: [] } }, 'filter'],
    ['an unknown operation', { object: 'V', operation: 'upsert' }, '`operation`'],
    ['an unknown key', { object: 'V', operation: 'create', filters: {} }, '`filter`?'],
    ['a filter for a create', { object: 'V', operation: 'create', filter: {} }, '`filter'],
  ])('refuses %s and sends nothing', async (_, request, words) => {
    const { jobs, received } = await tenant();
    const error = await rejection(jobs.create(request as JobRequest));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(words);
    expect(received).toEqual([]);
  });
});

describe('every request', () => {
  it('carries the headers of the tenant', async () => {
    const { jobs, received } = await tenant(undefined, {
      entityIds: '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11',
      orgIds: 'org-1,org-2',
      version: '2025-08-12',
      trackId: 'track-1',
    });
    await jobs.cancel('j1');
    expect(received[0]).toMatchObject({ method: 'PATCH', path: '/objects/jobs/j1/cancel' });
    expect(received[0]?.body).toHaveLength(0);
    expect(received[0]?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'zuora-entity-ids': '1a2b7a37-7ea6-4b7c-8e0f-6d2f1c0e9a11',
      'zuora-org-ids': 'org-1,org-2',
      'zuora-version': '2025-08-12',
      'zuora-track-id': expect.stringMatching(/^track-1-[\da-f]{4}-1$/),
    });
  });

  it('has a track id of its own, which begins with the run', async () => {
    const { jobs, received } = await tenant();
    await jobs.get('j1');
    const runId = '20261123-164053-9e880b';
    await jobs.get('j1', { runId });
    await jobs.cancel('j1', { runId });
    const ids = received.map(({ headers }) => headers['zuora-track-id']);
    expect(ids[0]).toBeUndefined();
    expect(ids[1]).toMatch(/^20261123-164053-9e880b-[\da-f]{4}-1$/);
    expect(ids[2]).toBe(String(ids[1]).replace(/1$/, '2'));
  });

  it('extends the path of `baseUrl`', async () => {
    const { baseUrl, received } = await serve(() => ({ body: ANSWER }));
    await zuoraClient({ baseUrl: `${baseUrl}/zuora/`, token: 't' }).jobs.get('j1');
    expect(received[0]?.path).toBe('/zuora/objects/jobs/j1');
  });

  it('is sent once, whatever the outcome', async () => {
    const { jobs, received } = await tenant({ status: 503, headers: { 'retry-after': '0' } });
    await rejection(jobs.get('j1'));
    await rejection(jobs.list());
    await rejection(collect(jobs.errors('j1')));
    expect(received).toHaveLength(3);
  });
});
