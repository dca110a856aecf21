import pg from 'pg';
import { type Client, newClient } from './client.ts';
import { refused } from './connection-failure.ts';
import { codeOf } from './failure.ts';
import type { Server } from './server.ts';
import { type Way, waysToConnect } from './tls.ts';

/** `pg_hba.conf` refuses this kind of connection; the other one, with or without TLS, may be allowed. */
const INVALID_AUTHORIZATION = '28000';

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

function shouldTryNext(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.code === INVALID_AUTHORIZATION;
  return !/^E[A-Z]+$/.test(codeOf(error));
}
