import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { person, TOKEN } from '../test/test-client.ts';
import {
  DEFAULT_CLIENT,
  realWorld,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  type World,
} from './index.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({
    definitions: [person],
    tokens: [{ token: TOKEN }],
    ...options,
  });
  const dispatcher = new Agent();
  open.push(dispatcher, simulator);
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    type?: string,
    body?: string | Buffer,
  ) => {
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    const url = simulator.url + path;
    const answer = await request(url, { method, headers, body: body ?? null, dispatcher });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  return { simulator, dispatcher, call };
}

const job = JSON.stringify({ operation: 'create', namespace: 'default', object: 'Person' });

async function until(simulator: Simulator, status: string) {
  await expect.poll(() => simulator.tenant.jobs().at(-1)?.status, { interval: 5 }).toBe(status);
}

describe('a simulator', () => {
  test('serves a whole migration over HTTP', async () => {
    const { simulator, dispatcher } = await start();
    const token = await request(`${simulator.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: DEFAULT_CLIENT.clientId,
        client_secret: DEFAULT_CLIENT.clientSecret,
        grant_type: 'client_credentials',
      }).toString(),
      dispatcher,
    });
    const { access_token } = (await token.body.json()) as { access_token: string };
    const authorization = `Bearer ${access_token}`;
    const json = async (method: 'GET' | 'POST', path: string, type: string, body?: string) => {
      const headers = { authorization, 'content-type': type };
      const answer = await request(simulator.url + path, {
        method,
        headers,
        body: body ?? null,
        dispatcher,
      });
      return (await answer.body.json()) as Record<string, unknown>;
    };
    const { Id: id } = await json('POST', '/objects/jobs', 'application/json', job);
    await json('POST', `/objects/jobs/${id}/files`, 'text/csv', 'key__c\na\nb\na\n');
    await until(simulator, 'completed');
    const { errors } = await json('GET', `/objects/jobs/${id}/errors`, 'text/csv');
    expect(errors).toMatchObject([{ row: 4, code: 71012530 }]);
    expect(simulator.tenant.recordCount('Person')).toBe(2);
    expect(simulator.tenant.activeJobsPeak.byLogin).toEqual({ [DEFAULT_CLIENT.clientId]: 1 });
  });

  test('compresses an answer only if the client accepts gzip and the answer is long', async () => {
    const { simulator, call, dispatcher } = await start();
    const { Id: id } = JSON.parse(
      (await call('POST', '/objects/jobs', 'application/json', job)).text,
    );
    const rows = Array.from({ length: 3000 }, () => 'same\n').join('');
    await call('POST', `/objects/jobs/${id}/files`, 'text/csv', `key__c\n${rows}`);
    await until(simulator, 'completed');
    const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' };
    const errors = `${simulator.url}/objects/jobs/${id}/errors`;
    const long = await request(errors, { headers, dispatcher });
    const bytes = Buffer.from(await long.body.arrayBuffer());
    expect(long.headers['content-encoding']).toBe('gzip');
    const plain = await call('GET', `/objects/jobs/${id}/errors`);
    expect(JSON.parse(plain.text).errors).toHaveLength(2999);
    expect(bytes.length).toBeLessThan(plain.text.length / 10);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const short = await request(`${simulator.url}/objects/jobs/${id}`, { headers, dispatcher });
    expect(short.headers['content-encoding']).toBeUndefined();
    await short.body.dump();
  });

  test('accepts compressed uploads', async () => {
    const { simulator, call, dispatcher } = await start();
    const { Id: id } = JSON.parse(
      (await call('POST', '/objects/jobs', 'application/json', job)).text,
    );
    const answer = await request(`${simulator.url}/objects/jobs/${id}/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'text/csv',
        'content-encoding': 'gzip',
      },
      body: gzipSync('key__c\na\n'),
      dispatcher,
    });
    await answer.body.dump();
    await until(simulator, 'completed');
    expect(simulator.tenant.recordCount('Person')).toBe(1);
  });

  test('answers an oversize upload instead of breaking the connection', async () => {
    const { call } = await start({ knobs: { fileBytesMax: 1000 } });
    const { Id: id } = JSON.parse(
      (await call('POST', '/objects/jobs', 'application/json', job)).text,
    );
    const big = Buffer.alloc(3_000_000, 'x');
    const answer = await call('POST', `/objects/jobs/${id}/files`, 'text/csv', big);
    expect(answer).toMatchObject({ status: 400 });
    expect(await call('GET', `/objects/jobs/${id}`)).toMatchObject({ status: 200 });
  });

  test('leaves a job pending if its upload breaks off', async () => {
    const { simulator, call } = await start();
    const { Id: id } = JSON.parse(
      (await call('POST', '/objects/jobs', 'application/json', job)).text,
    );
    const socket = connect(simulator.port, '127.0.0.1');
    socket.write(
      `POST /objects/jobs/${id}/files HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\n` +
        `authorization: Bearer ${TOKEN}\r\ncontent-length: 100\r\n\r\nkey__c\na\n`,
    );
    await new Promise<void>((resolve) => socket.write('b', () => resolve()));
    socket.destroy();
    expect(JSON.parse((await call('GET', `/objects/jobs/${id}`)).text).status).toBe('pending');
    const whole = await call('POST', `/objects/jobs/${id}/files`, 'text/csv', 'key__c\nz\n');
    expect(whole.status).toBe(200);
  });

  test('breaks connections as its fault rules say', async () => {
    const { call, simulator } = await start({
      faults: [
        { on: 'create', do: 'drop-request', nth: 1 },
        { on: 'create', do: 'drop-answer', nth: 2 },
      ],
    });
    const create = () => call('POST', '/objects/jobs', 'application/json', job);
    await expect(create()).rejects.toThrow();
    expect(simulator.tenant.jobs()).toHaveLength(0);
    await expect(create()).rejects.toThrow();
    expect(simulator.tenant.jobs()).toHaveLength(1);
    expect(await create()).toMatchObject({ status: 200 });
  });

  test('closes at once, even with stalled requests and open connections', async () => {
    const faults = [{ on: 'list', do: 'stall-request' }] as const;
    const { simulator, call } = await start({ faults });
    const stalled = call('GET', '/objects/jobs');
    const failure = expect(stalled).rejects.toThrow();
    await expect.poll(() => simulator.tenant.activeJobs).toBe(0);
    const idle = connect(simulator.port, '127.0.0.1');
    await new Promise<void>((resolve) => idle.once('connect', () => resolve()));
    idle.on('error', () => idle.destroy());
    await simulator.close();
    await simulator.close();
    await failure;
    idle.destroy();
    await expect(
      startSimulator({ port: simulator.port }).then((next) => next.close()),
    ).resolves.toBe(undefined);
  });

  test('leaves no timer running when it is disposed of', async () => {
    const timers = new Set<object>();
    const world = realWorld();
    const counting: World = {
      ...world,
      schedule(ms, run) {
        const timer = {};
        timers.add(timer);
        const removing = (then: () => void) => () => {
          timers.delete(timer);
          then();
        };
        return removing(world.schedule(ms, removing(run)));
      },
    };
    {
      await using simulator = await startSimulator({
        knobs: { foreignJobs: 3, foreignJobsMs: 100_000, foreignJobsAgainMs: 1000 },
        world: counting,
      });
      expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(timers.size).toBeGreaterThan(0);
    }
    expect(timers.size).toBe(0);
  });

  test('answers 500 if a listener throws', async () => {
    const onRequest = () => {
      throw new Error('listener');
    };
    const { call } = await start({ onRequest });
    const answer = await call('GET', '/objects/jobs');
    expect(answer).toMatchObject({ status: 500 });
    expect(answer.text).toContain('listener');
  });

  test('rejects if its port is in use', async () => {
    const { simulator } = await start();
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });
});
