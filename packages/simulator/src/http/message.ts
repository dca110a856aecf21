import { stringify } from 'lossless-json';

/** One HTTP request, not yet decoded. */
export interface TenantRequest {
  readonly method: string;
  /** Path and query, such as `/objects/jobs?pageSize=100`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
}

export interface TenantResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Large lists are sent in pieces. */
  readonly body: string | Iterable<string>;
}

/** No answer: the connection breaks before or after the request is processed. */
export interface DroppedConnection {
  readonly dropped: 'before' | 'after';
}

export type TenantOutcome = TenantResponse | DroppedConnection;

/** The whole body of an answer. */
export function textOf(response: TenantResponse): string {
  return typeof response.body === 'string' ? response.body : [...response.body].join('');
}

export function json(value: unknown, status = 200): TenantResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The same for a value that may contain a `bigint` or a `LosslessNumber`. */
export function exactJson(value: unknown, status = 200): TenantResponse {
  return { status, headers: json(null).headers, body: stringify(value) ?? '' };
}

/** Builds `{"<name>":[…]<rest>}` in pieces, so that the whole list is never in memory as text. */
export function jsonList(name: string, items: Iterable<string>, rest = ''): TenantResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: {
      *[Symbol.iterator]() {
        let piece = `{${JSON.stringify(name)}:[`;
        let separator = '';
        for (const item of items) {
          piece += separator + item;
          separator = ',';
          if (piece.length < 65_536) continue;
          yield piece;
          piece = '';
        }
        yield `${piece}]${rest}}`;
      },
    },
  };
}

/** The same answer with more headers. */
export function withHeaders(
  response: TenantResponse,
  headers: Record<string, string>,
): TenantResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
