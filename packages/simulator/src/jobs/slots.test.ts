import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';
import { DEFAULT_CLIENT } from '../index.ts';

const job = { operation: 'create', namespace: 'default', object: 'Person' };

describe('five slots', () => {
  test('are occupied by pending, accepted and running jobs, including foreign ones', async () => {
    const client = createTestClient({ deleteWithoutFilter: 'delete-all' });
    client.tenant.addForeignJob({ status: 'accepted' });
    await client.create();
    await client.create('delete');
    await client.upload(await client.create(), 'key__c\na\n');
    await client.create();
    expect(client.tenant.activeJobs).toBe(5);
    expect(await client.request('POST', '/objects/jobs', job)).toMatchObject({ status: 400 });
    await client.world.advance(1000);
    expect(client.tenant.activeJobs).toBe(3);
    expect(await client.request('POST', '/objects/jobs', job)).toMatchObject({ status: 200 });
    const peak = { overall: 5, byLogin: { foreign: 1, 'token-1': 4 } };
    expect(client.tenant.activeJobsPeak).toEqual(peak);
  });

  test('are refused with the configured status, code and message', async () => {
    for (const overLimitStatus of [400, 409, 429, 500, 503] as const) {
      for (const overLimitCode of [71012560, 71013020, 70, 'REQUEST_EXCEEDED_LIMIT'] as const) {
        const knobs = { foreignJobs: 5, overLimitStatus, overLimitCode, overLimitMessage: 'No.' };
        const answer = await createTestClient(knobs).request('POST', '/objects/jobs', job);
        expect(answer.status).toBe(overLimitStatus);
        expect(JSON.parse(answer.text)).toEqual({ code: overLimitCode, message: 'No.' });
      }
    }
  });

  test('may be refused late: the job fails after its creation', async () => {
    const client = createTestClient({ foreignJobs: 5, overLimit: 'fail-after-create' });
    const id = await client.create();
    expect(await client.job(id)).toMatchObject({ status: 'pending' });
    await client.world.advance(1000);
    expect(await client.job(id)).toMatchObject({ status: 'failed', error: { code: 71012560 } });
    expect(client.tenant.activeJobsPeak.overall).toBe(5);
  });

  test('may be refused late: the job fails after its upload', async () => {
    const client = createTestClient({ foreignJobs: 5, overLimit: 'fail-after-upload' });
    const id = await client.create();
    await client.world.advance(1000);
    expect(await client.upload(id, 'key__c\na\n')).toMatchObject({ status: 200 });
    await client.world.advance(1000);
    expect(await client.job(id)).toMatchObject({ status: 'failed', error: { code: 71012560 } });
    expect(client.tenant.recordCount('Person')).toBe(0);
  });

  test('are occupied by another login at intervals', async () => {
    const knobs = { foreignJobs: 3, foreignJobsMs: 100, foreignJobsAgainMs: 50 } as const;
    const client = createTestClient({ ...knobs, foreignOperation: 'migrate' });
    const seen: number[] = [];
    for (let step = 0; step < 5; step++) {
      seen.push(client.tenant.activeJobs);
      await client.world.advance(50);
    }
    expect(seen).toEqual([3, 3, 0, 3, 3]);
    expect(client.tenant.jobs()[0]).toMatchObject({ login: 'foreign', operation: 'migrate' });
  });
});

describe('a request for a job', () => {
  test.each([
    [{ ...job, operation: 'upsert' }, 71013520],
    [{ ...job, object: 'person' }, 71013020],
    [{ ...job, object: undefined }, 71013020],
    [{ ...job, namespace: 'com_zuora' }, 71013020],
    [{ ...job, namespace: 'other' }, 71013020],
    [{ ...job, Id: 'e0668230-eb63-40df-be65-08f083ca47b1' }, 71013020],
    [{ ...job, foo: 1 }, 71013020],
    [{ ...job, operation: 'delete', filter: { conditions: [], extra: 1 } }, 71013220],
  ])('%j is refused with %i', async (body, code) => {
    const { status, text } = await createTestClient().request('POST', '/objects/jobs', body);
    expect(status).toBe(400);
    expect(JSON.parse(text).code).toBe(code);
  });

  test('is JSON', async () => {
    const client = createTestClient();
    const type = { 'content-type': 'application/json' };
    expect(await client.request('POST', '/objects/jobs', '{', type)).toMatchObject({ status: 400 });
    expect(await client.request('POST', '/objects/jobs', '[]', type)).toMatchObject({
      status: 400,
    });
    const csv = { 'content-type': 'text/csv' };
    expect(await client.request('POST', '/objects/jobs', job, csv)).toMatchObject({ status: 415 });
  });

  test('needs the permission of its operation', async () => {
    const tokens = [
      { token: 'viewer', permissions: ['view'] },
      { token: 'editor', permissions: ['view', 'edit'] },
    ] as const;
    const client = createTestClient({ deleteWithoutFilter: 'delete-all' }, { tokens });
    const as = async (token: string, operation: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await client.request('POST', '/objects/jobs', { ...job, operation }, headers);
      return [answer.status, JSON.parse(answer.text).code];
    };
    expect(await as('viewer', 'create')).toEqual([403, 71012515]);
    expect(await as('editor', 'create')).toEqual([200, undefined]);
    expect(await as('editor', 'delete')).toEqual([403, 71012514]);
    expect(DEFAULT_CLIENT.clientId).toHaveLength(36);
    expect(DEFAULT_CLIENT.clientSecret.length).toBeLessThanOrEqual(42);
  });
});
