import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import type { z } from 'zod';
import {
  answerHeaders,
  type Operation,
  type OperationName,
  operations,
  requestHeaders,
} from './operations.ts';

/** Forwards requests and answers unchanged, and holds both against the description of their operation. */
export interface CheckingProxy extends AsyncDisposable {
  readonly url: string;
  /** What was not as described, each with its operation. */
  readonly faults: readonly string[];
  /** `create 200` for each operation and status that was seen. */
  readonly seen: ReadonlySet<string>;
}

interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export async function startCheckingProxy(to: string): Promise<CheckingProxy> {
  const faults: string[] = [];
  const seen = new Set<string>();
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const body = await buffer(incoming);
    const answer = await request(`${to}${url}`, {
      method: method as 'GET',
      headers: onward(headers),
      body: body.length === 0 ? null : body,
    });
    const answered = Buffer.from(await answer.body.arrayBuffer());
    const name = operationAt(method, url);
    if (name === undefined) {
      faults.push(`no operation: ${method} ${url}`);
    } else {
      const { statusCode } = answer;
      seen.add(`${name} ${statusCode}`);
      const found = [
        ...requestFaults(operations[name], url, { headers, body }),
        ...answerFaults(operations[name], statusCode, headers, {
          headers: answer.headers,
          body: answered,
        }),
      ];
      faults.push(...found.map((fault) => `${name} ${statusCode}: ${fault}`));
    }
    outgoing.writeHead(answer.statusCode, answer.headers);
    outgoing.end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function operationAt(method: string, url: string): OperationName | undefined {
  const [path = ''] = url.split('?');
  const names = Object.keys(operations) as OperationName[];
  return names.find(
    (name) => operations[name].method === method && formOf(operations[name]).test(path),
  );
}

function formOf({ path }: Operation): RegExp {
  const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  return new RegExp(`^${path.replace('{id}', uuid).replace('{object}', '[A-Za-z]\\w*')}$`);
}

/** What is not as described in a request. */
export function requestFaults(
  operation: Operation,
  url: string,
  { headers, body }: Message,
): string[] {
  const { query, contentType } = operation;
  const given = [...new URLSearchParams(url.split('?')[1] ?? '')];
  const parameters = Object.fromEntries(given);
  const isToken = operation === operations.token;
  const faults = [
    ...problemsOf('header', requestHeaders, headers),
    ...(query === undefined
      ? unexpected('query', Object.keys(parameters))
      : problemsOf('query', query, parameters)),
    ...(operation.body === undefined
      ? unexpected('body', body.length === 0 ? [] : ['content'])
      : problemsOf('body', operation.body, contentOf(operation, { headers, body }))),
  ];
  if (given.length > Object.keys(parameters).length) faults.push('query: a parameter given twice');
  if (headers['content-type'] !== contentType)
    faults.push(`content-type ${headers['content-type']}`);
  if ((headers.authorization === undefined) !== isToken) faults.push('authorization');
  // An upload says how long it is, compressed or not.
  if (body.length > 0 && headers['content-length'] !== String(body.length))
    faults.push('content-length');
  return faults;
}

/** What is not as described in an answer. */
function answerFaults(
  { answers, answerHeaders: expected = answerHeaders }: Operation,
  status: number,
  asked: IncomingHttpHeaders,
  { headers, body }: Message,
): string[] {
  const schema = answers[status];
  if (schema === undefined) return ['a status that is not documented'];
  const faults = [
    ...problemsOf('header', expected, headers),
    ...problemsOf('body', schema, body.length === 0 ? undefined : answeredJson({ headers, body })),
  ];
  if (headers['zuora-track-id'] !== asked['zuora-track-id']) faults.push('zuora-track-id');
  return faults;
}

function contentOf({ contentType }: Operation, message: Message): unknown {
  const content = String(plain(message));
  if (contentType === 'text/csv') return content;
  if (contentType === 'application/json') return JSON.parse(content);
  return Object.fromEntries(new URLSearchParams(content));
}

function answeredJson(message: Message): unknown {
  return JSON.parse(String(plain(message)));
}

function plain({ headers, body }: Message): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

function problemsOf(part: string, schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error?.issues.map(({ path, message }) => `${part} ${path.join('.')}: ${message}`) ?? [];
}

function unexpected(part: string, names: readonly string[]): string[] {
  return names.map((name) => `${part} ${name}: not documented`);
}

/** The headers that belong to the request, and not to its connection. */
function onward({
  host: _,
  connection: __,
  'transfer-encoding': ___,
  ...headers
}: IncomingHttpHeaders) {
  return headers;
}
