import pg from 'pg';
import { codeOf, sourceFailed } from './failure.ts';
import type { Parameters } from './parameters.ts';
import { type Way, waysToConnect } from './tls.ts';

/** Detects a peer that vanished without closing. With the default of the system, that takes hours. */
const KEEPALIVE_MS = 10_000;
/** `pg_hba.conf` refuses this kind of connection; the other one, with or without TLS, may be allowed. */
const INVALID_AUTHORIZATION = '28000';

/** A server, and all that is needed to log in. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly parameters: Parameters;
  /** `host:port/database`, for messages. */
  readonly place: string;
}

export function serverOf(
  parameters: Parameters & { readonly host: string; readonly dbname: string },
): Server {
  const { host, dbname } = parameters;
  const port = Number(parameters.port ?? 5432);
  return { host, port, parameters, place: `${host}:${port}/${dbname}` };
}

/** Adds fields of `pg` that its types lack. */
export type Client = pg.Client & { readonly processID: number; readonly secretKey: number };

export interface Connected {
  readonly client: Client;
  readonly way: Way;
}

/** Connects in the first way that works. An abort ends the attempt with the reason of the abort. */
export async function connect(server: Server, signal: AbortSignal): Promise<Connected> {
  const ways = await waysToConnect(server.parameters);
  for (const [index, way] of ways.entries()) {
    const client = newClient(server, way);
    const abort = () => client.connection.stream.destroy();
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      await client.connect();
      return { client, way };
    } catch (error) {
      abort();
      signal.throwIfAborted();
      if (index + 1 === ways.length || !shouldTryNext(error)) throw refused(error, server);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
  throw new Error('There is no way to connect');
}

function newClient({ host, port, parameters }: Server, way: Way): Client {
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

function shouldTryNext(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === INVALID_AUTHORIZATION;
  return !/^E[A-Z]+$/.test(codeOf(error));
}

function refused(error: unknown, { place, parameters }: Server): Error {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof pg.DatabaseError) {
    return sourceFailed(`${place} refuses the connection: ${why} (${error.code})`, error);
  }
  if (/client password must be|Password must be/.test(why)) {
    return sourceFailed(`${place} asks ${parameters.user} for a password; set PGPASSWORD`, error);
  }
  if (why === 'The server does not support SSL connections') {
    return sourceFailed(
      `${place} does not support TLS; enable it, or choose another sslmode`,
      error,
    );
  }
  const code = codeOf(error);
  return sourceFailed(
    `${place} cannot be reached (${code === 'unknown error' ? why : code}); ` +
      'check `connection`, the PG* variables, and that the server runs',
    error,
  );
}
