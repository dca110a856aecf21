import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { until } from '../world/until.ts';
import { copyBinaries } from './binaries.ts';
import type { Certificates } from './certificates.ts';

/** PostgreSQL does not run as root. This user has no other rights. */
const NOBODY = 65534;
const STARTS_MAX = 5;

export interface ServerOptions {
  /** Lines of `pg_hba.conf`. Default: every user may connect, but only from this machine. */
  readonly access?: readonly string[];
  /** Certificates for TLS. Default: no TLS. */
  readonly certificates?: Certificates;
  /** Lines of `postgresql.conf`. */
  readonly settings?: readonly string[];
}

/** A separate real PostgreSQL server on the loopback interface. Disposing of it also removes its files. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  /** Returns a connection string for its superuser, with these libpq parameters. */
  uri(parameters?: Readonly<Record<string, string>>): string;
  /** Runs statements on a connection that nothing else uses; returns the rows of the last one. */
  query(text: string): Promise<Record<string, unknown>[]>;
  /** Returns the open connections, without those of `query`. */
  connections(): Promise<Connection[]>;
  /** Waits until no such connection is open, or none with this `application_name`. */
  quiet(name?: string): Promise<void>;
}

export type Connection = Readonly<Record<'name' | 'state' | 'query', string> & { pid: number }>;

/** Starts a server in about a second. A test file starts one for all of its tests. */
export async function startPostgres(options: ServerOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rowferry-postgres-'));
  await chmod(folder, 0o755);
  const server = await start(folder, options).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const { child, port } = server;
  const kill = () => child.kill('SIGQUIT');
  process.once('exit', kill);
  const pool = ownConnections(port);
  const query = async (text: string) => {
    const results = [await pool.query(text)].flat();
    return (results.at(-1)?.rows ?? []) as Record<string, unknown>[];
  };
  const connections = async () =>
    (await query(`
      SELECT pid, application_name AS name, state, query FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name <> '${OWN_NAME}'
    `)) as Connection[];
  return {
    port,
    uri(parameters = {}) {
      const query = new URLSearchParams(parameters).toString();
      return `postgres://postgres@localhost:${port}/postgres${query && '?'}${query}`;
    },
    query,
    connections,
    async quiet(name) {
      const isMeant = (one: Connection) => name === undefined || one.name === name;
      await until('no connection is open', async () => !(await connections()).some(isMeant));
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      await pool.end();
      if (child.exitCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGINT');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const OWN_NAME = 'rowferry-tests';

/** The connections are reused, since a new one costs the server more than most queries. */
function ownConnections(port: number): pg.Pool {
  const user = { host: 'localhost', port, user: 'postgres', database: 'postgres' };
  // Settings that a test makes for all connections must not apply to these.
  const options = '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0';
  const pool = new pg.Pool({ ...user, options, application_name: OWN_NAME, max: 4 });
  // When the server is killed, idle connections fail.
  return pool.on('error', () => {});
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(folder: string, options: ServerOptions): Promise<Running> {
  const { initdb, postgres } = await copyBinaries(join(folder, 'postgres'));
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const own = async (path: string) => {
    if (user.uid !== undefined) await chown(path, user.uid, user.gid);
  };
  await own(data);
  const surroundings = { ...user, cwd: data, env: { TZ: 'UTC', LC_MESSAGES: 'C' } };
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const quick = ['--auth=trust', '--no-sync', '--no-instructions', '--encoding=UTF8', ...locale];
  const args = [`--pgdata=${data}`, '--username=postgres', ...quick];
  await promisify(execFile)(initdb, args, surroundings);
  const write = async (name: string, text: string) => {
    await writeFile(join(data, name), text, { mode: 0o600 });
    await own(join(data, name));
  };
  await configure(write, options);
  for (let tried = 1; ; tried++) {
    const port = await freePort();
    const child = spawn(postgres, ['-D', data, '-p', String(port)], {
      ...surroundings,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const output = await readiness(child);
    if (output === undefined) return { child, port };
    // Another program may have taken the port.
    if (tried === STARTS_MAX) throw new Error(`PostgreSQL does not start:\n${output}`);
  }
}

async function configure(
  write: (name: string, text: string) => Promise<void>,
  { access, certificates, settings = [] }: ServerOptions,
): Promise<void> {
  const allowAll = ['local all all trust', 'host all all all trust'];
  await write('pg_hba.conf', `${(access ?? allowAll).join('\n')}\n`);
  const lines = [
    "listen_addresses = 'localhost'",
    "unix_socket_directories = '.'",
    'fsync = off',
    'max_connections = 40',
    ...settings,
  ];
  if (certificates !== undefined) {
    const { authority, server } = certificates;
    await write('ca.crt', authority);
    await write('server.crt', server.cert);
    await write('server.key', server.key);
    lines.push('ssl = on', "ssl_ca_file = 'ca.crt'");
  }
  await write('postgresql.auto.conf', `${lines.join('\n')}\n`);
}

/** Resolves to `undefined` once the server accepts connections, or to its stderr if it ends before. */
function readiness(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let output = '';
    const listen = (text: string) => {
      output += text;
      if (!output.includes('ready to accept connections')) return;
      child.stderr?.off('data', listen).resume();
      resolve(undefined);
    };
    child.stderr?.setEncoding('utf8').on('data', listen);
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(output));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
