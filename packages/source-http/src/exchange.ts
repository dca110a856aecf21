import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { ownAddress } from './address.ts';
import { FailedAttempt, reasonOf } from './failure.ts';
import type { PageRequest } from './page-request.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Settings } from './settings.ts';

const REDIRECTS_MAX = 10;
/** A wrong option, and a certificate that is not trusted, are permanent failures. */
const PERMANENT = /^UND_ERR_INVALID_ARG$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** No connection was made, so the server has not seen the request. */
const UNSENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

type Response = Dispatcher.ResponseData<unknown>;

/** A 2xx answer whose body was not read yet. */
export interface PageResponse {
  /** The address after all redirects. */
  readonly url: URL;
  readonly isEmpty: boolean;
  readonly link: string | undefined;
  readonly header: (name: string) => string | undefined;
  /** The decompressed body. The caller must iterate over it, at least in part: that frees the connection. */
  blocks(): AsyncGenerator<Buffer, void>;
}

/** Sends a request and waits for the head of its answer. Throws a `FailedAttempt` unless that is 2xx. */
export type Exchange = (request: PageRequest, home: string) => Promise<PageResponse>;

/** `beforeEach` waits until a request may be sent. */
export function exchangeWith(
  settings: Settings,
  dispatcher: Dispatcher,
  signal: AbortSignal,
  beforeEach: (signal: AbortSignal) => Promise<void>,
): Exchange {
  return async (page, home) => {
    let { url, body } = page;
    let { method } = settings;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      checkOrigin(url, home, settings.allowOrigins);
      await beforeEach(signal);
      const response = await send(url, {
        method,
        headers: { 'accept-encoding': 'gzip, br', ...(url.origin === home && settings.headers) },
        body: method === 'POST' ? (body ?? null) : null,
        signal,
        headersTimeout: settings.timeoutMs,
        bodyTimeout: settings.timeoutMs,
        dispatcher,
      });
      const target = redirectOf(response, url);
      if (target === undefined) {
        return page.endStatuses?.includes(response.statusCode)
          ? withoutContent(response, url)
          : responseOf(response, page, url, settings.maxPageBytes);
      }
      // Only these two keep method and body; the others redirect to a page to GET.
      if (![307, 308].includes(response.statusCode)) [method, body] = ['GET', undefined];
      url = ownAddress(target, new URL(home), settings.originAliases);
    }
    throw new FailedAttempt(`redirects more than ${REDIRECTS_MAX} times`, {
      isTemporary: false,
      advice: 'correct `url`',
    });
  };
}

function checkOrigin({ origin }: URL, home: string, allowed: readonly string[]): void {
  if (origin === home || allowed.includes(origin)) return;
  throw new FailedAttempt(`leads to another origin, ${origin}`, {
    isTemporary: false,
    advice:
      'correct `url`, or add that origin to `originAliases` if it is another name of the same server, ' +
      'or to `allowOrigins` if you trust it',
  });
}

async function send(
  url: URL,
  options: NonNullable<Parameters<typeof request>[1]> & { readonly signal: AbortSignal },
): Promise<Response> {
  try {
    return await request(url, options);
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = reasonOf(error);
    throw new FailedAttempt(`does not answer (${reason})`, {
      isTemporary: !PERMANENT.test(reason),
      isUnsent: UNSENT.test(reason),
      advice: 'correct `url`, or `headers`, or trust its certificate',
      cause: error,
    });
  }
}

/** The target of a redirect; `undefined` for any other answer. */
function redirectOf({ statusCode, headers, body }: Response, url: URL) {
  const location = single(headers['location']);
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  discard(body);
  if (URL.canParse(location, url.href)) return new URL(location, url);
  throw new FailedAttempt('redirects to an invalid address', {
    isTemporary: false,
    advice: 'correct `url`',
  });
}

/** An answer that stands for a page without records, whatever its body says. */
function withoutContent({ body }: Response, url: URL): PageResponse {
  discard(body);
  return { url, isEmpty: true, link: undefined, header: () => undefined, async *blocks() {} };
}

function linkHeaderOf(headers: Response['headers']): string {
  return [headers['link']].flat().join(', ');
}

function responseOf(
  response: Response,
  page: PageRequest,
  url: URL,
  maxBytes: number,
): PageResponse {
  const { statusCode, headers, body } = response;
  const failure = failureOf(response, page);
  if (failure !== undefined) {
    discard(body);
    throw failure;
  }
  return {
    url,
    isEmpty: statusCode === 204,
    link: linkHeaderOf(headers),
    header: (name) => single(headers[name.toLowerCase()]),
    async *blocks() {
      const decoded = decode(response);
      let sizeBytes = 0;
      try {
        for await (const block of decoded) {
          sizeBytes += block.length;
          if (sizeBytes > maxBytes) break;
          yield block;
        }
      } catch (error) {
        throw new FailedAttempt(`breaks off (${reasonOf(error)})`, {
          isTemporary: true,
          cause: error,
        });
      } finally {
        discard(body);
      }
      if (sizeBytes > maxBytes) {
        throw new FailedAttempt(`is longer than ${maxBytes} bytes`, {
          isTemporary: false,
          advice: 'request smaller pages, or raise `maxPageBytes`',
        });
      }
    },
  };
}

/** What is wrong with the head of an answer, if anything. */
function failureOf(
  { statusCode, headers }: Response,
  page: PageRequest,
): FailedAttempt | undefined {
  const status = `answers with status ${statusCode}`;
  const askedMs = retryAfterMs(single(headers['retry-after']), single(headers['date']));
  // Some servers refuse too many requests with the status of a refused login.
  const isBusy =
    [408, 425, 429, 503].includes(statusCode) || (statusCode === 403 && askedMs !== undefined);
  if (isBusy || statusCode >= 500) {
    return new FailedAttempt(status, {
      isTemporary: true,
      isUnsent: isBusy,
      retryAfterMs: askedMs,
    });
  }
  if (statusCode < 200 || statusCode > 299) {
    return new FailedAttempt(status, { isTemporary: false, advice: adviceFor(statusCode, page) });
  }
  const encoding = encodingOf(headers);
  if (!['identity', 'gzip', 'br'].includes(encoding)) {
    const advice = 'remove `accept-encoding` from `headers`, or request another answer';
    return new FailedAttempt('is compressed in a way that was not requested', {
      isTemporary: false,
      advice,
    });
  }
  return undefined;
}

function adviceFor(status: number, { endStatuses }: PageRequest): string {
  if (status === 401 || status === 403 || status === 407) {
    return 'check `token`, `username` and `password`, or `headers`';
  }
  if (status < 400) return 'correct `url`: it redirects';
  const end =
    endStatuses === undefined ? '' : `, or add \`endStatus: ${status}\` if no page follows`;
  return `correct \`url\`, \`query\` or \`paging\`${end}`;
}

function decode(response: Response): Readable {
  const { body, headers } = response;
  // A body that is not read to its end emits an abort error, which needs a listener.
  body.on('error', () => {});
  const encoding = encodingOf(headers);
  if (encoding === 'identity') return body;
  return pipeline(body, encoding === 'br' ? createBrotliDecompress() : createGunzip(), () => {});
}

function encodingOf(headers: Response['headers']): string {
  const encoding = (single(headers['content-encoding']) ?? '').trim().toLowerCase();
  return encoding === '' ? 'identity' : encoding.replace(/^x-/, '');
}

function discard(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
