import { TargetError } from '@rowferry/core';
import { readAs, readFailure } from './body.ts';
import type { Call, CallOptions } from './call.ts';
import type { Exchange } from './exchange.ts';
import type { ZuoraClientOptions } from './options.ts';
import { repeatable } from './secrets.ts';
import { manyEntities, tokenFailure } from './token-failure.ts';
import type { TrackIds } from './track-ids.ts';
import { type JsonObject, numberOf, present, textOf } from './wire.ts';

/** A token this close to its expiry may expire before the request arrives. */
const EXPIRY_MARGIN_MS = 60_000;

export interface Tokens {
  /** A token that has not been refused and is not about to expire, as far as is known. */
  get(call: CallOptions): Promise<Grant>;
  /** Drops `token`, which was refused; does nothing if a newer one is already in use. */
  forget(token: string): void;
}

/** A token, and what came with it. */
export interface Grant {
  readonly token: string;
  /** The tenant in its scope: `tenant.19` (docs/zuora-api.md, section 6.1); absent if there is none. */
  readonly tenant?: string;
  readonly renewAt: number;
}

/** What the answer to a request for a token grants. */
interface Granted extends Grant {
  /** How many entities its scope names. */
  readonly entities: number;
}

/** One request for a token, and the callers that wait for it. */
interface TokenRequest {
  readonly grant: Promise<Grant>;
  readonly abort: AbortController;
  waiting: number;
}

/** What differs between requests for a token. */
type TokenCall = Required<Pick<Call, 'signal' | 'headers'>>;

/** The token of the options, or one for their credentials, which all callers share. */
export function tokensFor(
  options: ZuoraClientOptions,
  trackIds: TrackIds,
  exchange: Exchange,
): Tokens {
  const { token } = options;
  if (token !== undefined) {
    const grant = { token, renewAt: Number.POSITIVE_INFINITY };
    return { get: async () => grant, forget: () => {} };
  }
  return sharedTokens((call) =>
    grantedToken(options, exchange, { ...call, headers: trackIds.next(call) }),
  );
}

function sharedTokens(
  request: (call: CallOptions & { readonly signal: AbortSignal }) => Promise<Grant>,
): Tokens {
  let current: Grant | undefined;
  let pending: TokenRequest | undefined;

  function start(call: CallOptions): TokenRequest {
    const abort = new AbortController();
    const grant = request({ ...call, signal: abort.signal });
    const started: TokenRequest = { grant, abort, waiting: 0 };
    grant
      .then((granted) => {
        current = granted;
      })
      // Each waiting caller gets the error from `grant` itself; after an abort, no caller waits.
      .catch(() => {})
      .finally(() => {
        if (pending === started) pending = undefined;
      });
    return started;
  }

  return {
    async get(call) {
      if (current !== undefined && Date.now() < current.renewAt) return current;
      pending ??= start(call);
      const joined = pending;
      joined.waiting += 1;
      try {
        return await orAborted(joined.grant, call.signal);
      } finally {
        joined.waiting -= 1;
        if (joined.waiting === 0) {
          if (pending === joined) pending = undefined;
          joined.abort.abort();
        }
      }
    },
    forget(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

/** Settles like `promise`, or rejects with the signal's reason if the abort comes first. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function grantedToken(
  options: ZuoraClientOptions,
  exchange: Exchange,
  call: TokenCall,
): Promise<Grant> {
  const grant = await requestToken(options, exchange, call);
  if (options.entityIds === undefined && grant.entities > 1) throw manyEntities(grant);
  return grant;
}

async function requestToken(
  { baseUrl, clientId = '', clientSecret = '', entityIds }: ZuoraClientOptions,
  exchange: Exchange,
  { signal, headers }: TokenCall,
): Promise<Granted> {
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'client_credentials',
  });
  try {
    const answer = await exchange({
      purpose: 'token',
      method: 'POST',
      path: '/oauth/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
        ...(entityIds !== undefined && { 'zuora-entity-ids': entityIds }),
      },
      body: form.toString(),
      signal,
      // The server's words may repeat the login in any form.
      confidential: true,
      repeatable: repeatable([clientSecret, clientId]),
    });
    if (answer.facts.status < 200 || answer.facts.status > 299) throw await readFailure(answer);
    return await readAs(answer, (body) => grantOf(body, answer.hide));
  } catch (error) {
    throw error instanceof TargetError ? tokenFailure(baseUrl, error) : error;
  }
}

function grantOf(body: JsonObject, hide: (text: string) => string): Granted | undefined {
  const token = textOf(body['access_token']);
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) return undefined;
  const scope = textOf(body['scope'])?.split(/\s+/) ?? [];
  const tenant = scope.map(hide).find((part) => /^tenant\.[\w-]+$/.test(part));
  const entities = scope.filter((part) => /^entity\../.test(part)).length;
  return present({ token, tenant, entities, renewAt: renewAt(numberOf(body['expires_in'])) });
}

/** A token without a lifetime is used until it is refused. */
function renewAt(lifetimeSeconds = Number.POSITIVE_INFINITY): number {
  const lifetimeMs = lifetimeSeconds * 1000;
  return Date.now() + lifetimeMs - Math.min(EXPIRY_MARGIN_MS, lifetimeMs / 2);
}
