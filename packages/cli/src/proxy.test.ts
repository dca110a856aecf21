import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { proxyFrom } from './proxy.ts';

/** How many connections a proxy gets when something is requested from an address where nobody listens. */
async function connectionsFor(address: string, noProxy?: string): Promise<number> {
  let connections = 0;
  const proxy = createServer((socket) => {
    connections++;
    socket.on('error', () => {}).end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const environment = { HTTP_PROXY: url, HTTPS_PROXY: url, ...(noProxy && { NO_PROXY: noProxy }) };
  const dispatcher = await proxyFrom(environment);
  const answer = await request(address, dispatcher && { dispatcher }).catch(() => undefined);
  await answer?.body.dump();
  proxy.close();
  return connections;
}

test.each(['127.0.0.1', '127.1.2.3', 'localhost', '[::1]', '[::ffff:127.0.0.1]'])(
  'what goes to %s uses no proxy',
  async (host) => {
    for (const scheme of ['http', 'https']) {
      expect(await connectionsFor(`${scheme}://${host}:1`)).toBe(0);
      expect(await connectionsFor(`${scheme}://${host}:1`, 'tenant.example')).toBe(0);
    }
  },
);

test.each(['0.0.0.0', 'api.localhost'])(
  'what goes to %s uses the proxy, if NO_PROXY does not name it',
  async (host) => {
    for (const scheme of ['http', 'https']) {
      expect(await connectionsFor(`${scheme}://${host}:1`)).toBeGreaterThan(0);
      expect(await connectionsFor(`${scheme}://${host}:1`, '*')).toBe(0);
    }
  },
);
