import { constants } from 'node:buffer';
import { checkOptions, isExposed, named } from '@rowferry/core/internal';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { putParameter } from './address.ts';
import type { Paging } from './paging-options.ts';
import { pagingSchema } from './paging-schema.ts';

const RECORD_BYTES_MAX_DEFAULT = 64 * 1024 * 1024;
const PAGE_BYTES_MAX_DEFAULT = 4 * 1024 * 1024 * 1024;

/** What {@link http} requests, where it finds records in the answers, and how long it attempts. */
export interface HttpOptions {
  /**
   * One or several addresses, read one after another, each with its own pages. Messages and locations
   * show an address without its query: put a secret there, or better in a header.
   */
  readonly url: string | readonly string[];
  /** `POST` is for searches: every request must only read, since it may be sent again. Default: `GET`. */
  readonly method?: 'GET' | 'POST' | undefined;
  /** Sent with every request to the origin of `url`, and to no other. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Parameters that are added to the query of `url`. */
  readonly query?: Readonly<Record<string, string | number | bigint | boolean>> | undefined;
  /** With `POST`: a string is sent unchanged, anything else as JSON. */
  readonly body?: unknown;
  /** A bearer token, sent where `headers` are sent. */
  readonly token?: string | undefined;
  /** With `password`: basic authentication, sent where `headers` are sent. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** `json`: one JSON document per page. `jsonl`: one JSON object per line. Default: `json`. */
  readonly format?: 'json' | 'jsonl' | undefined;
  /** The path of the array of records in the answer: `data.items`. Default: the answer itself. */
  readonly records?: string | undefined;
  /** How to find the next page. Default: there is one page. */
  readonly paging?: Paging | undefined;
  /** The most requests per second, including repeated ones. Default: no limit. */
  readonly requestsPerSecond?: number | undefined;
  /** How long to wait for an answer to begin, or to continue. Default: 60. */
  readonly timeoutSeconds?: number | undefined;
  /** Attempts at one page without progress. An answer with `Retry-After` costs none. Default: 8. */
  readonly attemptsMax?: number | undefined;
  /**
   * How long one page is tried again without progress. Waits that the server asks for are added to it, up
   * to an hour in total. Default: 900.
   */
  readonly retryDeadlineSeconds?: number | undefined;
  /**
   * Origins, such as `https://files.example.com`, to which redirects and next links may lead, in
   * addition to that of `url`. They get neither `headers` nor a login.
   */
  readonly allowOrigins?: readonly string[] | undefined;
  /**
   * Allows `http:` to another machine, for `url` and `allowOrigins`: everyone on the way can read logins and records.
   * Default: false.
   */
  readonly insecure?: boolean | undefined;
  /** A longer record is rejected; in bytes of its JSON. Default: 64 MiB. */
  readonly maxRecordBytes?: number | undefined;
  /** A longer answer ends the read; in bytes after decompression. Default: 4 GiB. */
  readonly maxPageBytes?: number | undefined;
  /** An undici 7 dispatcher, for proxies and tests. Default: an `Agent` for each read. */
  readonly dispatcher?: Dispatcher | undefined;
}

/** The options of `http`, with all defaults filled in. */
export interface Settings {
  readonly urls: readonly URL[];
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly format: 'json' | 'jsonl';
  readonly records: string;
  readonly paging: Paging | undefined;
  readonly requestsPerSecond: number;
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  readonly retryDeadlineMs: number;
  readonly allowOrigins: readonly string[];
  readonly maxRecordBytes: number;
  readonly maxPageBytes: number;
  readonly dispatcher: Dispatcher | undefined;
  readonly batchRecordsMax?: number;
}

const address = z
  .string()
  .refine(isHttpUrl, 'expected an http or https address')
  .refine(hasNoLogin, 'expected an address without login; use `username` and `password`');
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'expected the name of a header');
const headerValue = z.string().regex(/^[\t -~]*$/, 'expected printable ASCII');
const seconds = z.number().positive().max(86_400);

const optionsSchema = z
  .strictObject({
    url: z.union([address, z.array(address).min(1)], {
      error: 'expected an http or https address without login, or a list of them',
    }),
    method: z.enum(['GET', 'POST']).default('GET'),
    headers: named(headerName, headerValue).default({}),
    query: named(z.string(), z.union([z.string(), z.number(), z.bigint(), z.boolean()])).default(
      {},
    ),
    body: z.unknown().optional(),
    token: z
      .string()
      .regex(/^[!-~]+$/, 'expected visible ASCII without space')
      .optional(),
    username: z
      .string()
      .regex(/^[^:]*$/, 'expected no colon')
      .optional(),
    password: z.string().optional(),
    format: z.enum(['json', 'jsonl']).default('json'),
    records: z.string().min(1).optional(),
    paging: pagingSchema.optional(),
    requestsPerSecond: z.number().positive().optional(),
    timeoutSeconds: seconds.default(60),
    attemptsMax: z.int().min(1).default(8),
    retryDeadlineSeconds: seconds.default(900),
    allowOrigins: z.array(z.string().refine(isOrigin, 'expected an origin')).default([]),
    insecure: z.boolean().default(false),
    maxRecordBytes: z
      .int()
      .min(1)
      .max(constants.MAX_STRING_LENGTH)
      .default(RECORD_BYTES_MAX_DEFAULT),
    maxPageBytes: z.int().min(1).default(PAGE_BYTES_MAX_DEFAULT),
    dispatcher: z.custom<Dispatcher>(isDispatcher, 'expected an undici dispatcher').optional(),
  })
  .refine(
    ({ insecure, url, allowOrigins }) => insecure || ![url, allowOrigins].flat().some(isOpen),
    {
      message:
        'with http: everyone on the way can read logins and records; write https: in `url` and `allowOrigins`, or add `insecure: true`',
    },
  )
  .refine(({ method, body }) => method === 'POST' || body === undefined, {
    message: '`body` needs `method: POST`',
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    message: 'expected both `username` and `password`, or neither',
  })
  .refine(({ token, username }) => token === undefined || username === undefined, {
    message: 'expected either `token`, or `username` and `password`',
  })
  .refine(({ format, records }) => format === 'json' || records === undefined, {
    message: '`records` is for `format: json`; with `jsonl` every line is a record',
  })
  .refine(
    ({ format, paging }) => format === 'json' || paging === undefined || !looksInside(paging),
    {
      message:
        '`at`, `more`, `total` and `pages` need `format: json`, where the answer can contain them',
    },
  )
  .refine(
    ({ paging, method, body }) => !isInBody(paging) || (method === 'POST' && isJsonBody(body)),
    {
      message: '`paging.in: body` needs `method: POST`, and a `body` that is an object or absent',
    },
  );

/** Checks the options of `http`. Throws a `TypeError` if they are invalid. */
export function settingsOf(given: unknown): Settings {
  const options = checkOptions('http', optionsSchema, given);
  const { body, format, method, paging, dispatcher, allowOrigins } = options;
  return {
    urls: [options.url].flat().map((url) => withQuery(new URL(url), options.query)),
    method,
    headers: headersOf(options),
    body,
    format,
    records: options.records ?? '',
    paging,
    requestsPerSecond: options.requestsPerSecond ?? Number.POSITIVE_INFINITY,
    timeoutMs: options.timeoutSeconds * 1000,
    attemptsMax: options.attemptsMax,
    retryDeadlineMs: options.retryDeadlineSeconds * 1000,
    allowOrigins: allowOrigins.map((origin) => new URL(origin).origin),
    maxRecordBytes: options.maxRecordBytes,
    maxPageBytes: options.maxPageBytes,
    dispatcher,
  };
}

function withQuery(url: URL, query: NonNullable<HttpOptions['query']>): URL {
  url.hash = '';
  for (const [name, value] of Object.entries(query)) putParameter(url, name, String(value));
  return url;
}

function headersOf(options: z.output<typeof optionsSchema>): Record<string, string> {
  const { token, username, password, format, method, body } = options;
  const headers = new Map([
    [
      'accept',
      format === 'json' ? 'application/json, */*;q=0.5' : 'application/x-ndjson, */*;q=0.5',
    ],
    ['user-agent', 'rowferry'],
  ]);
  if (method === 'POST' && typeof body !== 'string')
    headers.set('content-type', 'application/json');
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (username !== undefined) {
    const login = Buffer.from(`${username}:${password}`).toString('base64');
    headers.set('authorization', `Basic ${login}`);
  }
  for (const [name, value] of Object.entries(options.headers))
    headers.set(name.toLowerCase(), value);
  return Object.fromEntries(headers);
}

function looksInside(paging: Paging): boolean {
  return ['at', 'more', 'total', 'pages'].some((key) => key in paging);
}

function isInBody(paging: Paging | undefined): boolean {
  return paging !== undefined && 'in' in paging && paging.in === 'body';
}

function isJsonBody(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body));
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isOpen(text: string): boolean {
  return isHttpUrl(text) && isExposed(new URL(text));
}

function hasNoLogin(text: string): boolean {
  return !URL.canParse(text) || new URL(text).username + new URL(text).password === '';
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).href === `${new URL(text).origin}/`;
}

function isDispatcher(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dispatch' in value &&
    typeof value.dispatch === 'function'
  );
}
