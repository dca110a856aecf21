import pg from 'pg';
import type { Client } from './client.ts';
import type { Server } from './server.ts';
import type { Way } from './tls.ts';

/** How long to wait for the server to close a connection before it is closed from this side. */
const CLOSE_MS = 1000;

export async function closeGracefully(client: Client): Promise<void> {
  // A paused stream would not notice that the server closes it.
  client.connection.stream.resume();
  const timer = setTimeout(() => client.connection.stream.destroy(), CLOSE_MS);
  await client.end();
  clearTimeout(timer);
}

/** Adds the methods of `pg` for a cancel request that its types lack. */
type Canceller = pg.Connection & {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
};

/** Closes a connection at once, and cancels its statement: the backend may be slow to notice the close. */
export async function cancel(client: Client, server: Server, ssl: Way): Promise<void> {
  client.connection.stream.destroy();
  const canceller = new pg.Connection({ ssl }) as Canceller;
  const send = () => canceller.cancel(client.processID, client.secretKey);
  const timer = setTimeout(() => canceller.stream.destroy(), CLOSE_MS);
  await new Promise<unknown>((resolve) => {
    canceller.on('error', resolve);
    canceller.on('end', resolve);
    canceller.on('connect', () => (ssl === false ? send() : canceller.requestSsl()));
    canceller.on('sslconnect', send);
    const { host, port } = server;
    canceller.connect(port, host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : host);
  });
  clearTimeout(timer);
  canceller.stream.destroy();
}
