import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Batch, RowferryError, stringifyExact, Unreadable } from '@rowferry/core';
import { jsonTextOf } from '@rowferry/core/internal';
import type { HttpOptions } from './options.ts';
import type { Clock } from './page-attempts.ts';
import { readBatches } from './reading.ts';
import { settingsOf } from './settings.ts';

/** A request with its complete body. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Listener = (received: Received, response: ServerResponse) => unknown;

/** A real HTTP server. Each test can set its behaviour. */
export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Connections that are open now. */
  connections(): number;
  /** Sets the answer to the next requests, and clears `received`. */
  answer(listener: Listener): void;
}

export async function startServer(listener: Listener = () => {}): Promise<LocalServer> {
  let current = listener;
  let received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (incoming, response) => {
    const body = await readBody(incoming).catch(() => undefined);
    if (body === undefined) return; // The client aborted the request.
    const { method = '', headers, url } = incoming;
    const one = { method, headers, body, url: new URL(url ?? '/', `http://${headers.host}`) };
    received.push(one);
    await current(one, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    connections: () => sockets.size,
    answer(next) {
      current = next;
      received = [];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of incoming) blocks.push(block);
  return Buffer.concat(blocks).toString();
}

/** Answers with JSON that keeps every digit. */
export function json(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(stringifyExact(value));
}

/** A clock that does not wait, and records how long it would have waited. */
export interface VirtualClock extends Clock {
  readonly slept: number[];
}

export function virtualClock(): VirtualClock {
  const slept: number[] = [];
  let now = 0;
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

/** Settings of a read, such as small batches or a checkpoint. */
export interface ReadSetup {
  readonly checkpoint?: unknown;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly batchRecordsMax?: number;
}

/** Reads batch by batch, with a clock that does not wait. */
export function reading(options: HttpOptions, setup: ReadSetup = {}): AsyncGenerator<Batch> {
  const { checkpoint, clock = virtualClock(), batchRecordsMax } = setup;
  const { signal = new AbortController().signal } = setup;
  const settings = { ...settingsOf(options), ...(batchRecordsMax && { batchRecordsMax }) };
  return readBatches(settings, clock, { signal, checkpoint });
}

/** Reads to the end. */
export async function readAll(options: HttpOptions, setup?: ReadSetup): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of reading(options, setup)) batches.push(batch);
  return batches;
}

/** The batches of a read until it failed, and its error. */
export interface FailedRead {
  readonly batches: readonly Batch[];
  readonly error: RowferryError;
}

export async function failedRead(options: HttpOptions, setup?: ReadSetup): Promise<FailedRead> {
  const batches: Batch[] = [];
  try {
    for await (const batch of reading(options, setup)) batches.push(batch);
  } catch (error) {
    if (error instanceof RowferryError) return { batches, error };
    throw error;
  }
  throw new Error('Expected the read to fail');
}

/** The message of a read of `/items` that fails, without the address of the server. */
export async function messageOf(
  server: LocalServer,
  options: Partial<HttpOptions> = {},
): Promise<string> {
  const { error } = await failedRead({ url: `${server.url}/items`, ...options });
  return error.message.replaceAll(server.url, 'HOST');
}

/** The records of a batch, each with its location, as core would digest them. */
export function seen({ records, locate, json }: Batch): string[] {
  return records.map((record, index) => {
    const text = record instanceof Unreadable ? record.rejected.code : jsonTextOf(json, index);
    return `${locate?.(index)} ${text}`;
  });
}

export function recordsOf(batches: readonly Batch[]): unknown[] {
  return batches.flatMap(({ records }) => records);
}
