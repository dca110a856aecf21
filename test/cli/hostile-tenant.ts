import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a hostile tenant does to all that it is sent: it quotes it, with escape sequences for terminals. */
export type Hostility =
  | 'stores all rows'
  | 'works for ever'
  /** Stores one row and refuses the others, in words that quote them. */
  | 'refuses rows'
  | 'fails the job'
  | 'refuses the create'
  | 'refuses the upload'
  | 'refuses the login'
  | 'answers as a gateway'
  | 'redirects';

export const ESCAPES = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u202e\r\n';

/** A server on loopback that speaks as Zuora does. */
export async function startHostileTenant(
  hostility: Hostility,
): Promise<AsyncDisposable & { readonly url: string; hasFile(): boolean }> {
  let file = '';
  let login = '';
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url?.endsWith('/files')) file = body;
    if (request.url === '/oauth/token') login = body;
    answer(hostility, request, response, { body, file, login });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hasFile: () => file !== '',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of request) blocks.push(block);
  return Buffer.concat(blocks).toString();
}

/** What the tenant was sent: in this request, as its last file, and as its last login. */
interface Sent {
  readonly body: string;
  readonly file: string;
  readonly login: string;
}

const NOW = new Date().toISOString();

function answer(
  hostility: Hostility,
  { method, url = '', headers }: IncomingMessage,
  response: ServerResponse,
  { body, file, login }: Sent,
): ServerResponse {
  const words = [...new URLSearchParams(login).values(), login].join(' ');
  const quoted = `${ESCAPES}${headers.authorization} ${words} ${decodeURIComponent(body)} ${file}`;
  const json = (value: unknown, status = 200) => {
    const requestId = `r-1 ${login}`;
    const type = 'application/json';
    response.writeHead(status, { 'content-type': type, 'zuora-request-id': requestId });
    return response.end(JSON.stringify(value));
  };
  const refuse = (code: number | string) => json({ code, message: quoted }, 400);
  const job = (status: string, more: object = {}) =>
    json({
      ...{ Id: 'job-1', status, object: 'Thing', operation: 'create', CreatedById: `u ${words}` },
      ...{ CreatedDate: NOW, recordsProcessed: 0, ...more },
    });
  if (url === '/oauth/token') {
    if (hostility === 'refuses the login') return json({ error: quoted, code: ESCAPES }, 401);
    return json({ access_token: 'hunter2-00', expires_in: 3600, scope: 'tenant.1' });
  }
  if (hostility === 'redirects') {
    response.writeHead(302, { location: `http://127.0.0.1:1/?${encodeURIComponent(quoted)}` });
    return response.end();
  }
  if (hostility === 'answers as a gateway') {
    response.writeHead(502, { 'content-type': 'text/html' });
    return response.end(`<h1>${quoted}</h1>`);
  }
  if (url.startsWith('/objects/definitions/')) return refuse(71012512);
  if (method === 'GET' && url.startsWith('/objects/jobs?')) return json({ jobs: [], count: 0 });
  if (method === 'POST' && url === '/objects/jobs') {
    return hostility === 'refuses the create' ? refuse(ESCAPES) : job('pending');
  }
  if (url.endsWith('/files')) {
    return hostility === 'refuses the upload' ? refuse(71013720) : job('in_progress');
  }
  if (url.endsWith('/errors')) {
    const errors = hostility === 'stores all rows' ? [] : file.split('\n').slice(2, -1);
    return json({
      errors: errors.map((row, at) => ({ row: at + 3, code: ESCAPES, message: row })),
    });
  }
  if (url.endsWith('/cancel')) return job('cancelled');
  if (url.startsWith('/objects/records/')) return refuse(71012512);
  if (hostility === 'refuses the upload') return job('pending');
  if (hostility === 'works for ever') return job('in_progress');
  if (hostility === 'fails the job')
    return job('failed', { error: { code: 71012521, message: quoted } });
  return job('completed', { recordsProcessed: hostility === 'stores all rows' ? 3 : 1 });
}
