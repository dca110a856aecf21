import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { FailedTry, reasonOf } from './failure.ts';
import type { Settings } from './options.ts';
import { retryAfterMs } from './retry-after.ts';

const REDIRECTS_MAX = 10;
/** A wrong option, and a certificate that is not trusted, do not pass. */
const LASTING = /^UND_ERR_INVALID_ARG$|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

type Response = Dispatcher.ResponseData<unknown>;

/** A request for one page. */
export interface PageRequest {
  readonly url: URL;
  readonly body?: string | undefined;
}

/** A 2xx answer, whose body is still to be read. */
export interface PageResponse {
  /** Where it came from, behind all redirects. */
  readonly url: URL;
  readonly isEmpty: boolean;
  readonly link: string | undefined;
  /** The body as it was before compression. Must be read, or left early: either frees the connection. */
  blocks(): AsyncGenerator<Buffer, void>;
}

/** Sends a request and waits for the head of its answer; throws a `FailedTry` where that is no 2xx. */
export type Exchange = (request: PageRequest, home: string) => Promise<PageResponse>;

/** `beforeEach` waits until a request may leave. */
export function exchangeWith(
  settings: Settings,
  dispatcher: Dispatcher,
  signal: AbortSignal,
  beforeEach: (signal: AbortSignal) => Promise<void>,
): Exchange {
  return async (asked, home) => {
    let { url, body } = asked;
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
      if (target === undefined) return responseOf(response, url, settings.maxPageBytes);
      // Only these two keep what was asked; the others mean: fetch the answer there.
      if (![307, 308].includes(response.statusCode)) [method, body] = ['GET', undefined];
      url = target;
    }
    throw new FailedTry(`redirects more than ${REDIRECTS_MAX} times`, {
      isPassing: false,
      advice: 'correct `url`',
    });
  };
}

function checkOrigin({ origin }: URL, home: string, allowed: readonly string[]): void {
  if (origin === home || allowed.includes(origin)) return;
  throw new FailedTry(`leads to another origin, ${origin}`, {
    isPassing: false,
    advice: 'correct `url`, or name that origin in `allowOrigins` if it is to be trusted',
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
    throw new FailedTry(`gives no answer (${reason})`, {
      isPassing: !LASTING.test(reason),
      advice: 'correct `url`, or `headers`, or trust its certificate',
      cause: error,
    });
  }
}

/** Where a redirect leads; `undefined` for any other answer. */
function redirectOf({ statusCode, headers, body }: Response, url: URL) {
  const location = single(headers['location']);
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  leave(body);
  if (URL.canParse(location, url.href)) return new URL(location, url);
  throw new FailedTry('redirects to what is no address', {
    isPassing: false,
    advice: 'correct `url`',
  });
}

function responseOf(response: Response, url: URL, maxBytes: number): PageResponse {
  const { statusCode, headers, body } = response;
  const failure = failureOf(response);
  if (failure !== undefined) {
    leave(body);
    throw failure;
  }
  return {
    url,
    isEmpty: statusCode === 204,
    link: [headers['link']].flat().join(', '),
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
        throw new FailedTry(`breaks off (${reasonOf(error)})`, { isPassing: true, cause: error });
      } finally {
        leave(body);
      }
      if (sizeBytes > maxBytes) {
        throw new FailedTry(`is longer than ${maxBytes} bytes`, {
          isPassing: false,
          advice: 'ask for smaller pages, or raise `maxPageBytes`',
        });
      }
    },
  };
}

/** What is wrong with the head of an answer, if anything. */
function failureOf({ statusCode, headers }: Response): FailedTry | undefined {
  const status = `answers with status ${statusCode}`;
  if (statusCode >= 500 || [408, 425, 429].includes(statusCode)) {
    const retryAfter = retryAfterMs(single(headers['retry-after']), single(headers['date']));
    return new FailedTry(status, { isPassing: true, retryAfterMs: retryAfter });
  }
  if (statusCode < 200 || statusCode > 299) {
    return new FailedTry(status, { isPassing: false, advice: adviceFor(statusCode) });
  }
  const encoding = encodingOf(headers);
  if (!['identity', 'gzip', 'br'].includes(encoding)) {
    const advice = 'take `accept-encoding` out of `headers`, or ask for another answer';
    return new FailedTry('is compressed in a way that was not asked for', {
      isPassing: false,
      advice,
    });
  }
  return undefined;
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403 || status === 407) {
    return 'check `token`, `username` and `password`, or `headers`';
  }
  return status < 400 ? 'correct `url`: it redirects' : 'correct `url`, `query` or `paging`';
}

function decode(response: Response): Readable {
  const { body, headers } = response;
  // A body that is left early reports an abort to whoever still listens; nobody does.
  body.on('error', () => {});
  const encoding = encodingOf(headers);
  if (encoding === 'identity') return body;
  return pipeline(body, encoding === 'br' ? createBrotliDecompress() : createGunzip(), () => {});
}

function encodingOf(headers: Response['headers']): string {
  const encoding = (single(headers['content-encoding']) ?? '').trim().toLowerCase();
  return encoding === '' ? 'identity' : encoding.replace(/^x-/, '');
}

function leave(body: Readable): void {
  body.on('error', () => {});
  body.destroy();
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
