import pg from 'pg';
import type { Server } from './server.ts';
import type { Way } from './tls.ts';

/** Detects a peer that vanished without closing. With the default of the system, that takes hours. */
const KEEPALIVE_MS = 10_000;

/** Adds fields of `pg` that its types lack. */
export type Client = pg.Client & { readonly processID: number; readonly secretKey: number };

export function newClient({ host, port, parameters }: Server, way: Way): Client {
  const { dbname, user, password, options, application_name, channel_binding } = parameters;
  const client = new pg.Client({
    host,
    port,
    database: dbname,
    user,
    ...(password !== undefined && { password }),
    ...(options !== undefined && { options }),
    application_name: application_name ?? 'rowferry',
    connectionTimeoutMillis: Number(parameters.connect_timeout ?? 0) * 1000,
    ssl: way,
    enableChannelBinding: channel_binding !== 'disable',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
  }) as Client;
  // Without a listener, a lost connection would end the process.
  client.on('error', () => {});
  return client;
}
