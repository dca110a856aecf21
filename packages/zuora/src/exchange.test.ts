import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { TargetError } from '@rowferry/core';
import { Agent, type Dispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { zuoraClient } from './client.ts';
import { rejection, serve, serveRaw } from './local-server.fixture.ts';

const JOB = { Id: 'j1', status: 'pending' };

function clientOf(baseUrl: string, dispatcher?: Dispatcher): ReturnType<typeof zuoraClient> {
  return zuoraClient({ baseUrl, token: 'token-1', dispatcher });
}

async function failureOf(baseUrl: string, dispatcher?: Dispatcher): Promise<TargetError> {
  const client = clientOf(baseUrl, dispatcher);
  const error = await rejection(client.jobs.create({ object: 'Vehicle', operation: 'create' }));
  expect(error).toBeInstanceOf(TargetError);
  return error as TargetError;
}

/** A plain TCP server. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}

describe('a connection that is never made', () => {
  it('is unsent if no server listens', async () => {
    const error = await failureOf('http://127.0.0.1:1');
    expect(error.failure).toEqual({ answer: 'unsent', meaning: 'passing' });
    expect(error.message).toBe(
      'Could not connect to http://127.0.0.1:1 (ECONNREFUSED), so POST /objects/jobs was not ' +
        'sent. Check `baseUrl`, the network and the proxy.',
    );
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is unsent if the host has no address', async () => {
    const error = await failureOf('https://tenant.invalid');
    expect(error.failure).toEqual({ answer: 'unsent', meaning: 'passing' });
    expect(error.message).toContain('tenant.invalid');
  });

  it('is unsent if TLS is refused, or the connection closes during the handshake', async () => {
    const plain = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect((await failureOf(`https://127.0.0.1:${plain}`)).failure).toEqual({
      answer: 'unsent',
      meaning: 'passing',
    });
    const closed = await listen((socket) => socket.once('data', () => socket.destroy()));
    expect((await failureOf(`https://127.0.0.1:${closed}`)).failure).toEqual({
      answer: 'unsent',
      meaning: 'passing',
    });
  });

  it('is unsent if connecting takes too long', async () => {
    const dispatcher = new Agent({
      connect: (_, callback) => {
        const error = Object.assign(new Error('slow'), { code: 'UND_ERR_CONNECT_TIMEOUT' });
        callback(error, null);
      },
    });
    expect((await failureOf('http://127.0.0.1:1', dispatcher)).failure.answer).toBe('unsent');
  });
});

describe('an answer that is lost', () => {
  it('is one that never arrives, because the connection breaks', async () => {
    const baseUrl = await serveRaw((incoming) => incoming.socket.destroy());
    const error = await failureOf(baseUrl);
    expect(error.failure).toEqual({ answer: 'lost', meaning: 'passing' });
    expect(error.message).toContain('did not answer POST /objects/jobs');
    expect(error.message).toContain('check its effect before sending it again');
  });

  it('is one that takes too long', async () => {
    const baseUrl = await serveRaw(() => {});
    const impatient = new Agent().compose(
      (dispatch) => (options, handler) => dispatch({ ...options, headersTimeout: 20 }, handler),
    );
    const error = await failureOf(baseUrl, impatient);
    expect(error.failure).toEqual({ answer: 'lost', meaning: 'passing' });
    expect(error.message).toContain('UND_ERR_HEADERS_TIMEOUT');
  });

  it.each([
    ['a page of a gateway', '<html>Bad Gateway</html>', 200],
    ['an empty body', '', 200],
    ['half of the JSON', '{"Id":"j1","stat', 200],
    ['a list', [JOB], 200],
    ['a 503 in HTML', '<html>', 503],
    ['an empty 500', '', 500],
    ['a 504', { timestamp: 1, status: 504, error: 'Gateway Timeout', path: '/' }, 504],
  ])('is %s', async (_, body, status) => {
    const { baseUrl } = await serve(() => ({ status, body }));
    expect((await failureOf(baseUrl)).failure).toMatchObject({ answer: 'lost', status });
  });

  it('is a body that breaks off, compressed or not', async () => {
    const packed = gzipSync(JSON.stringify(JOB));
    const broken = await serve(() => ({
      headers: { 'content-encoding': 'gzip' },
      body: packed.subarray(0, packed.length - 10),
    }));
    expect((await failureOf(broken.baseUrl)).failure).toMatchObject({ answer: 'lost' });
    const truncated = await serveRaw((incoming, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"Id":', () => incoming.socket.destroy());
    });
    expect((await failureOf(truncated)).failure).toMatchObject({ answer: 'lost', status: 200 });
  });

  it.each([
    [400, 'lost', 'passing'],
    [404, 'lost', 'passing'],
    [502, 'lost', 'passing'],
    [401, 'refused', 'login'],
    // What was cut off may say that the login has ended, or that it may not do this.
    [403, 'refused', 'passing'],
    [413, 'refused', 'other'],
    [429, 'refused', 'rate'],
  ])(
    'is an explanation that breaks off, unless the status alone refuses: %i',
    async (status, answer, meaning) => {
      const baseUrl = await serveRaw((incoming, response) => {
        response.writeHead(status, { 'content-length': '100' });
        response.write('{"code":', () => incoming.socket.destroy());
      });
      expect((await failureOf(baseUrl)).failure).toMatchObject({ answer, meaning, status });
    },
  );

  it('contains the code and message of a 5xx from Zuora itself', async () => {
    const body = { code: 71013061, message: 'Service limit reached, please retry later.' };
    const { baseUrl } = await serve(() => ({ status: 503, body, headers: { 'retry-after': '7' } }));
    const error = await failureOf(baseUrl);
    expect(error.failure).toMatchObject({
      answer: 'lost',
      meaning: 'full',
      status: 503,
      apiCode: 71013061,
      apiMessage: 'Service limit reached, please retry later.',
      waitMs: 7000,
    });
  });

  it('contains no piece of an answer that is not HTTP', async () => {
    const port = await listen((socket) =>
      socket.once('data', () => socket.end('VIN-123 \r\n\r\n')),
    );
    const error = await failureOf(`http://127.0.0.1:${port}`);
    expect(error.failure.answer).toBe('lost');
    expect(error.cause).toBeUndefined();
  });
});

describe('an answer', () => {
  it('is decompressed if it is compressed', async () => {
    const { baseUrl, received } = await serve(() => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(JOB)),
    }));
    expect(await clientOf(baseUrl).jobs.get('j1')).toMatchObject({ id: 'j1', status: 'pending' });
    expect(received[0]?.headers['accept-encoding']).toBe('gzip');
  });

  it('is not followed if it is a redirect', async () => {
    const headers = { location: 'https://elsewhere.example' };
    const { baseUrl } = await serve(() => ({ status: 301, headers }));
    const error = await rejection(clientOf(baseUrl).jobs.get('j1'));
    expect(error).toMatchObject({
      failure: { answer: 'refused', status: 301 },
      message: expect.stringContaining('Check `baseUrl`'),
    });
    expect((await failureOf(baseUrl)).failure).toMatchObject({ answer: 'lost', status: 301 });
  });

  it('with an error status is read up to a limit, and its connection is closed', async () => {
    let closed = false;
    const baseUrl = await serveRaw((incoming, response) => {
      response.writeHead(400);
      const more = setInterval(() => response.write('x'.repeat(20_000)), 1);
      incoming.socket.once('close', () => {
        clearInterval(more);
        closed = true;
      });
    });
    expect((await failureOf(baseUrl)).failure).toMatchObject({ answer: 'lost', status: 400 });
    await expect.poll(() => closed).toBe(true);
  });
});

describe('an abort', () => {
  it.each([new Error('enough'), 'a word', 0, { code: 'STOP' }])(
    'rejects with its own reason: %j',
    async (reason) => {
      let answered: () => void = () => {};
      const arrived = new Promise<void>((resolve) => {
        answered = resolve;
      });
      const baseUrl = await serveRaw((incoming, response) => {
        if (incoming.url?.endsWith('/errors')) {
          response.write('{"errors":[{"row":2},');
          return;
        }
        if (incoming.url?.endsWith('/half')) response.write('{"Id":');
        setTimeout(answered, 20);
      });
      const { jobs } = clientOf(baseUrl);
      const abort = new AbortController();
      const { signal } = abort;
      const waiting = rejection(jobs.get('none', { signal }));
      const reading = rejection(jobs.get('half', { signal }));
      const errors = jobs.errors('j1', { signal })[Symbol.asyncIterator]();
      expect((await errors.next()).value).toEqual({ row: 2 });
      await arrived;
      abort.abort(reason);
      expect(await waiting).toBe(reason);
      expect(await reading).toBe(reason);
      expect(await rejection(errors.next())).toBe(reason);
      expect(await rejection(jobs.list({}, { signal }))).toBe(reason);
    },
  );

  it('leaves no connection open', async () => {
    const sockets = new Set<Socket>();
    const baseUrl = await serveRaw((incoming, response) => {
      sockets.add(incoming.socket);
      incoming.socket.once('close', () => sockets.delete(incoming.socket));
      response.write('{"errors":[{"row":2},{"row":3},');
    });
    for await (const error of clientOf(baseUrl).jobs.errors('j1')) {
      expect(error).toEqual({ row: 2 });
      break;
    }
    await expect.poll(() => sockets.size).toBe(0);
  });
});
