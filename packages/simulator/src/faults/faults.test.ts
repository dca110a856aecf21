import { describe, expect, test } from 'vitest';
import { createTestClient } from '../../test/test-client.ts';
import type { FaultRule, TenantOptions } from '../index.ts';
import { connectionFaults, gatewayFaults } from './action.ts';
import { parseFaults } from './rule-text.ts';

const job = { operation: 'create', namespace: 'default', object: 'Person' };

function withFaults(faults: FaultRule[], options: TenantOptions = {}) {
  const client = createTestClient({ gatewayTimeoutMs: 120_000 }, { ...options, faults });
  const post = () => client.request('POST', '/objects/jobs', job);
  return { ...client, post, jobs: () => client.tenant.jobs().length };
}

describe('connections', () => {
  test('break before the request is processed', async () => {
    const { post, jobs } = withFaults([{ on: 'create', do: 'drop-request', nth: 1 }]);
    expect(await post()).toMatchObject({ status: 'dropped' });
    expect(jobs()).toBe(0);
    expect(await post()).toMatchObject({ status: 200 });
  });

  test('break after the request is processed', async () => {
    const { post, jobs } = withFaults([{ on: 'create', do: 'drop-answer', nth: 2 }]);
    expect(await post()).toMatchObject({ status: 200 });
    expect(await post()).toMatchObject({ status: 'dropped' });
    expect(jobs()).toBe(2);
  });

  test('break, and the request arrives later', async () => {
    const { post, jobs, world } = withFaults([{ on: 'create', do: 'arrive-late', delayMs: 50 }]);
    expect(await post()).toMatchObject({ status: 'dropped' });
    expect(jobs()).toBe(0);
    await world.advance(50);
    expect(jobs()).toBe(1);
  });

  test('deliver an upload twice; the tenant itself refuses the second', async () => {
    const client = createTestClient(
      {},
      { faults: [{ on: 'upload', do: 'arrive-twice', delayMs: 5 }] },
    );
    await client.runJob('key__c\na\n');
    expect(client.tenant.recordCount('Person')).toBe(1);
    expect(client.tenant.jobs()).toMatchObject([{ status: 'completed', rowsRejected: 0 }]);
  });

  test('deliver a create twice, which leaves an orphaned job', async () => {
    const { post, jobs, world } = withFaults([{ on: 'create', do: 'arrive-twice', nth: 1 }]);
    expect(await post()).toMatchObject({ status: 200 });
    await world.advance(1000);
    expect(jobs()).toBe(2);
  });

  test.each([
    ['delay', 10, 200, 1],
    ['stall-request', 120_000, 504, 0],
    ['stall-answer', 120_000, 504, 1],
  ] as const)('are slow: %s', async (fault, ms, status, created) => {
    const { post, jobs, world } = withFaults([{ on: 'create', do: fault, delayMs: 10 }]);
    const answer = post();
    await world.advance(ms);
    expect(await answer).toMatchObject({ status });
    expect(jobs()).toBe(created);
  });
});

describe('gateways', () => {
  test.each(gatewayFaults)('send %s', async (fault) => {
    const { post, jobs } = withFaults([{ on: 'create', do: fault, nth: 1 }]);
    const answer = await post();
    expect(answer.status).toBe(Number(fault.slice(0, 3)));
    expect(jobs()).toBe(0);
  });

  test.each([
    ['200-object', '{}'],
    ['200-success', '{"success":true}'],
    ['200-no-id', '{"namespace":"default","status":"accepted"}'],
    ['200-html', '<html>'],
    ['200-code-70', '"code":70'],
    ['400-code-50000070', '"code":50000070'],
    ['403-login', '"code":"90000011"'],
  ] as const)('send %s, also when the request is processed', async (fault, text) => {
    const { post, jobs } = withFaults([{ on: 'create', do: fault, nth: 1, commits: true }]);
    expect((await post()).text).toContain(text);
    expect(jobs()).toBe(1);
  });

  test('send the answer of the rule, and process the request if it says so', async () => {
    const answer = { status: 418, headers: { 'retry-after': '7' }, body: { code: 1 } };
    const { post, jobs } = withFaults([{ on: 'any', do: answer, commits: true, times: 1 }]);
    const { status, headers, text } = await post();
    expect(status).toBe(418);
    expect(headers).toMatchObject({ 'retry-after': '7', 'content-type': 'application/json' });
    expect(text).toBe('{"code":1}');
    expect(jobs()).toBe(1);
    expect(await post()).toMatchObject({ status: 200 });
  });
});

describe('rules', () => {
  test('apply from the n-th request of their endpoint, a limited number of times', async () => {
    const { post, request } = withFaults([{ on: 'create', do: '502-html', nth: 2, times: 2 }]);
    await request('GET', '/objects/jobs');
    const seen = [];
    for (let index = 0; index < 5; index++) seen.push((await post()).status);
    expect(seen).toEqual([200, 502, 502, 200, 200]);
  });

  test('may be added while the tenant runs', async () => {
    const { post, tenant } = withFaults([]);
    expect(await post()).toMatchObject({ status: 200 });
    tenant.addFault({ on: 'create', do: '503-html', times: 1 });
    expect(await post()).toMatchObject({ status: 503 });
    expect(await post()).toMatchObject({ status: 200 });
    expect(tenant.requests).toMatchObject({
      total: 3,
      faults: 1,
      byEndpoint: { create: 3 },
      byStatus: { 200: 2, 503: 1 },
    });
  });

  test('can be parsed from text', () => {
    expect(
      parseFaults('upload drop-answer nth=2; any 503-html probability=0.1 commits=yes'),
    ).toEqual([
      { on: 'upload', do: 'drop-answer', nth: 2 },
      { on: 'any', do: '503-html', probability: 0.1, commits: true },
    ]);
    expect(() => parseFaults('nowhere drop-answer')).toThrow(/Expected one of any, token, create/);
    expect(() => parseFaults('get explode')).toThrow(connectionFaults.join(', '));
    expect(() => parseFaults('get delay often=1')).toThrow('Unknown option `often=1`');
  });

  test('of the knob `faults` apply', async () => {
    const client = createTestClient({ faults: 'list 502-html times=1' });
    expect(await client.request('GET', '/objects/jobs')).toMatchObject({ status: 502 });
    expect(await client.request('GET', '/objects/jobs')).toMatchObject({ status: 200 });
  });
});

describe('chaos', () => {
  async function statuses(seed: string, rate: number) {
    const client = createTestClient({ chaosSeed: seed, chaosRate: rate, gatewayTimeoutMs: 0 });
    const seen: unknown[] = [];
    for (let index = 0; index < 60; index++) {
      const answer = client.request('GET', '/objects/jobs');
      await client.world.advance(1000);
      seen.push((await answer).status);
    }
    return seen;
  }

  test('is the same for the same seed, and different for another', async () => {
    const first = await statuses('one', 0.3);
    expect(await statuses('one', 0.3)).toEqual(first);
    expect(await statuses('two', 0.3)).not.toEqual(first);
    expect(first.filter((status) => status !== 200).length).toBeGreaterThan(5);
  });

  test('has a seed that the tenant shows, even a random one', () => {
    expect(createTestClient({ chaosSeed: 'mine', chaosRate: 0.1 }).tenant.chaosSeed).toBe('mine');
    expect(createTestClient({ chaosRate: 0.1 }).tenant.chaosSeed).toMatch(/^[0-9a-f]{32}$/);
    expect(createTestClient().tenant.chaosSeed).toBeUndefined();
  });

  test('at rate 0 is none', async () => {
    expect(new Set(await statuses('one', 0))).toEqual(new Set([200]));
  });
});

test('`onRequest` is called for every request', async () => {
  const events: unknown[] = [];
  const onRequest = (event: unknown) => void events.push(event);
  const { request } = withFaults([{ on: 'list', do: { status: 500 } }], { onRequest });
  await request('GET', '/objects/jobs?pageSize=1');
  await request('GET', '/nowhere');
  expect(events).toMatchObject([
    { endpoint: 'list', method: 'GET', url: '/objects/jobs?pageSize=1', status: 500 },
    { endpoint: undefined, url: '/nowhere', status: 404, fault: undefined },
  ]);
  expect(events[0]).toMatchObject({ fault: 'status 500' });
});
