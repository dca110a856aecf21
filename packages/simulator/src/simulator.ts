import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { TenantRequest, TenantResponse } from './http/message.ts';
import { createTenant, type Tenant } from './tenant.ts';
import type { TenantOptions } from './tenant-options.ts';
import { realWorld } from './world.ts';

/** Only answers above this size are compressed (docs/zuora-api.md, section 1.1). */
const COMPRESSED_BYTES_MIN = 1000;
/** Longer than any client keeps an idle connection, so that only faults break connections. */
const KEEP_ALIVE_MS = 300_000;

/** The options of `startSimulator`; all may be left out. */
export interface SimulatorOptions extends TenantOptions {
  /** The port to listen on. Default: 0, any free port. */
  readonly port?: number | undefined;
}

/** A tenant with an HTTP server on this machine. */
export interface Simulator extends AsyncDisposable {
  /** Base URL, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  readonly tenant: Tenant;
  /** Connections that clients have open. At 0, no request of a client that has ended can still arrive. */
  readonly openConnections: number;
  /** Stops the tenant, closes all connections, and leaves no handle open. */
  close(): Promise<void>;
}

/** Serves a new tenant on the loopback address. Rejects if the port is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const tenant = createTenant(options);
  const world = options.world ?? realWorld();
  // The tenant may have another clock than this machine.
  const now = () => world.now() + tenant.knobs.dateHeaderAheadMs;
  const server = createServer((request, response) => {
    serve(tenant, now, request, response).catch((error: unknown) => {
      // A closed connection gets no answer, and a partial answer must not look complete.
      if (request.socket.destroyed || response.headersSent) request.socket.destroy();
      else response.writeHead(500).end(`The simulator itself failed: ${String(error)}`);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  let openConnections = 0;
  server.on('connection', (socket) => {
    openConnections++;
    socket.once('close', () => void openConnections--);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let closed: Promise<void> | undefined;

  function close(): Promise<void> {
    closed ??= new Promise((resolve) => {
      tenant.stop();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    tenant,
    get openConnections() {
      return openConnections;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function serve(
  tenant: Tenant,
  now: () => number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const outcome = await tenant.handle(requestOf(incoming));
  if ('dropped' in outcome) {
    incoming.socket.destroy();
    return;
  }
  // A body that the tenant did not read must not block the next request on this connection.
  incoming.resume();
  // Node would send the time of this machine.
  outgoing.setHeader('date', new Date(now()).toUTCString());
  await send(outcome, wantsGzip(incoming), outgoing);
}

function requestOf(incoming: IncomingMessage): TenantRequest {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    headers,
    // If the body is not read to its end, the connection must stay open until the refusal is sent.
    body: incoming.iterator({ destroyOnReturn: false }),
  };
}

function wantsGzip(incoming: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? ''));
}

async function send(
  { status, headers, body }: TenantResponse,
  wantsGzip: boolean,
  outgoing: ServerResponse,
): Promise<void> {
  if (outgoing.destroyed) return;
  const pieces = (typeof body === 'string' ? [body] : body)[Symbol.iterator]();
  const first = pieces.next();
  const text = first.done === true ? '' : first.value;
  const isLong = Buffer.byteLength(text) > COMPRESSED_BYTES_MIN;
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  if (typeof body === 'string' && !(wantsGzip && isLong)) {
    outgoing.end(body);
    return;
  }
  const all = Readable.from(followedBy(text, pieces), { objectMode: false });
  if (!wantsGzip || !isLong) {
    await pipeline(all, outgoing);
    return;
  }
  outgoing.setHeader('content-encoding', 'gzip');
  await pipeline(all, createGzip(), outgoing);
}

function* followedBy(first: string, rest: Iterator<string>): Generator<string> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}
