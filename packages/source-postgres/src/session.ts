import pg from 'pg';
import { connect } from './connect.ts';
import { explain } from './failure.ts';
import { AS_TEXT, type Cells, type Field, type Limits, type Rows, readRows } from './rows.ts';
import type { Server } from './server.ts';
import { cancel, closeGracefully } from './session-end.ts';
import { SET, SETTINGS } from './session-settings.ts';
import type { Statement } from './statement.ts';

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
