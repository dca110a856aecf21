import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that came in, with its whole body. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent unchanged, anything else as JSON. */
  readonly body?: unknown;
}

/** Starts an HTTP server for one test. Returns its address and the list of its requests. */
export async function serve(
  answer: (request: Received) => Reply | Promise<Reply>,
): Promise<{ baseUrl: string; received: Received[] }> {
  const received: Received[] = [];
  const baseUrl = await serveRaw(async (incoming, response) => {
    const request = await readRequest(incoming).catch(() => undefined);
    if (request === undefined) return; // The client closed the connection.
    received.push(request);
    const { status = 200, headers = {}, body } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    response.end(isRaw ? body : JSON.stringify(body));
  });
  return { baseUrl, received };
}

/** Like `serve`, for answers that break off, are early, or never arrive. */
export async function serveRaw(
  listener: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readRequest(incoming: IncomingMessage): Promise<Received> {
  const blocks: Buffer[] = [];
  for await (const block of incoming) blocks.push(block);
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(blocks),
  };
}

/** The reason for which `promise` rejects; fails if it does not reject. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Expected a rejection');
}

/** All values of an async iterable. */
export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}
