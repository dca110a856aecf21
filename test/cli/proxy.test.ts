import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { startSimulator } from '@rowferry/simulator';
import { describe, expect, test } from 'vitest';
import { folderWith, rowferry, VEHICLES, variablesOf, vehicles } from './rowferry.ts';

/** A proxy that forwards requests and opens tunnels. It counts both. */
async function startProxy(): Promise<AsyncDisposable & { readonly url: string; used(): number }> {
  let used = 0;
  const server: Server = createServer((incoming, outgoing) => {
    used++;
    const { method, headers, url = '' } = incoming;
    const onward = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.on('connect', ({ url = '' }, socket, head) => {
    used++;
    const { hostname, port } = new URL(`http://${url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    used: () => used,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** This machine by an address that is not one of loopback, as that of another machine. */
function elsewhere(url: string): string {
  return url.replace('//127.0.0.1:', '//0.0.0.0:');
}

const INSECURE = VEHICLES.replace('use: zuora', 'use: zuora\n  insecure: true');

describe.concurrent('proxies', () => {
  test.each([
    ['HTTP_PROXY', {}, true],
    ['http_proxy', {}, true],
    ['HTTP_PROXY', { NO_PROXY: '0.0.0.0' }, false],
    ['HTTP_PROXY', { NO_PROXY: '*' }, false],
    ['HTTPS_PROXY', {}, false],
  ] as const)('%s with %j', async (name, more, isUsed) => {
    await using simulator = await startSimulator();
    await using proxy = await startProxy();
    await using folder = await folderWith({ 'v.yaml': INSECURE, 'vehicles.jsonl': vehicles(5) });
    const ZUORA_BASE_URL = elsewhere(simulator.url);
    const env = { ...variablesOf(simulator), ZUORA_BASE_URL, [name]: proxy.url, ...more };
    const { code, stderr } = await rowferry(['run', 'v.yaml'], { cwd: folder.path, env });
    expect(stderr).toMatch(/^ {2}loaded +5$/m);
    expect(code).toBe(0);
    expect(proxy.used() > 0).toBe(isUsed);
    expect(
      (await rowferry(['jobs', 'list', '--migration', `${folder.path}/v.yaml`], { env })).code,
    ).toBe(0);
  });

  test('a proxy sees nothing of a run against this machine', async () => {
    await using simulator = await startSimulator();
    await using proxy = await startProxy();
    await using folder = await folderWith({ 'v.yaml': VEHICLES, 'vehicles.jsonl': vehicles(5) });
    const env = { ...variablesOf(simulator), HTTP_PROXY: proxy.url };
    const { code, stderr } = await rowferry(['run', 'v.yaml'], { cwd: folder.path, env });
    expect(stderr).toMatch(/^ {2}loaded +5$/m);
    expect(code).toBe(0);
    expect(proxy.used()).toBe(0);
  });

  test('a source that sends requests uses the proxy, too', async () => {
    await using simulator = await startSimulator();
    await using proxy = await startProxy();
    const records = '[{"vin":"A","brand":"B","notes":null}]';
    const api = createServer((_, response) => response.end(records));
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const url = elsewhere(`http://127.0.0.1:${(api.address() as AddressInfo).port}/vehicles`);
    const source = `http\n  insecure: true\n  url: ${url}`;
    const migration = VEHICLES.replace('jsonl\n  path: vehicles.jsonl', source);
    await using folder = await folderWith({ 'v.yaml': migration });
    const env = { ...variablesOf(simulator), HTTP_PROXY: proxy.url };
    const { code, stderr } = await rowferry(['run', 'v.yaml'], { cwd: folder.path, env });
    api.close();
    api.closeAllConnections();
    expect(stderr).toMatch(/^ {2}loaded +1$/m);
    expect(code).toBe(0);
    expect(proxy.used()).toBe(1);
  });

  test('an invalid proxy address is reported without its password', async () => {
    await using simulator = await startSimulator();
    const env = { ...variablesOf(simulator), HTTPS_PROXY: 'me:hunter2@proxy:3128' };
    const args = ['jobs', 'list', '--base-url', simulator.url];
    const { code, stderr } = await rowferry(args, { env });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'rowferry: HTTPS_PROXY is not an HTTP address; write it like http://proxy.example.com:3128\n',
    );
  });

  test.each([
    ['HTTP_PROXY', 'http://me%zz:hunter2@proxy:3128'],
    ['https_proxy', 'http://me:hunter2%@proxy:3128'],
  ])('an invalid login in %s is reported without it', async (name, url) => {
    const env = { ZUORA_TOKEN: 'x', [name]: url };
    const args = ['jobs', 'list', '--base-url', 'http://127.0.0.1:1'];
    const { code, stderr } = await rowferry(args, { env });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `rowferry: the login in ${name} has a % that begins no character; write %25 for %\n`,
    );
  });
});
