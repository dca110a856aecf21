import pg from 'pg';
import { type Client, connect, type Server } from './connect.ts';
import { explain } from './failure.ts';
import { AS_TEXT, type Cells, type Field, type Limits, type Rows, readRows } from './rows.ts';
import type { Statement } from './statement.ts';
import type { Way } from './tls.ts';

/** How long to wait for the server to close a connection before it is closed from this side. */
const CLOSE_MS = 1000;

/** A connection in a transaction that reads one state of the database and changes nothing. */
export interface Session {
  /** Whether the server guarantees that its text is UTF-8. With the encoding SQL_ASCII it does not. */
  readonly isUtf8: boolean;
  query(statement: Statement): Promise<{ rows: Cells[]; fields: Field[] }>;
  /** Starts the one statement whose rows are read as they arrive. */
  read(statement: Statement, limits: Limits): Rows;
  /** Closes the connection and cancels a running statement. May be called again. */
  release(): Promise<void>;
}

/**
 * These settings make text exact and the same on every server, prevent the end of a transaction that waits
 * for a slot, and prevent the same query from returning its rows in another order. Older servers do not have
 * all of them. Names are spelt as in `pg_settings`.
 */
const SETTINGS = {
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
  synchronize_seqscans: 'off',
  max_parallel_workers_per_gather: '0',
};

const SET = `SELECT pg_catalog.current_setting('server_encoding'),
  pg_catalog.set_config(name, $1::pg_catalog.json ->> name, true)
  FROM pg_catalog.pg_settings WHERE name = ANY ($2)`;

/** Opens a session. `snapshot` is the state that another one exported. An abort cancels and closes it. */
export async function openSession(
  server: Server,
  signal: AbortSignal,
  snapshot?: string,
): Promise<Session> {
  const { client, way } = await connect(server, signal);
  let running: Rows | undefined;
  let released: Promise<void> | undefined;
  const release = (isBusy: boolean) => {
    signal.removeEventListener('abort', abort);
    released ??= isBusy ? cancel(client, server, way) : closeGracefully(client);
    return released;
  };
  const abort = () => {
    release(true).catch(() => {});
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    if (snapshot !== undefined) {
      await client.query(`SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(snapshot)}`);
    }
    const settings = [JSON.stringify(SETTINGS), Object.keys(SETTINGS)];
    const { rows } = await client.query<Cells>({ text: SET, values: settings, rowMode: 'array' });
    const isUtf8 = rows[0]?.[0] !== 'SQL_ASCII';
    // Otherwise the server would fail at the first text that is not UTF-8, instead of sending it.
    if (!isUtf8) await client.query("SET LOCAL client_encoding = 'SQL_ASCII'");
    return {
      isUtf8,
      query: ({ text, values }) =>
        client.query<Cells>({ text, values: [...values], rowMode: 'array', types: AS_TEXT }),
      read(statement, limits) {
        running = readRows(client, statement, limits);
        return running;
      },
      release: () => release(running?.isRunning === true),
    };
  } catch (error) {
    await release(true);
    throw explain(error, server.place);
  }
}

async function closeGracefully(client: Client): Promise<void> {
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
async function cancel(client: Client, server: Server, ssl: Way): Promise<void> {
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
