import type { ApiResponse } from './api-response.ts';
import { readAs, readFailure } from './body.ts';
import type { Call, CallOptions } from './call.ts';
import { exchangeWith } from './exchange.ts';
import type { AnswerFacts } from './facts.ts';
import type { ZuoraClientOptions } from './options.ts';
import { repeatable } from './secrets.ts';
import { tokensFor } from './token.ts';
import { trackIdsOf } from './track-ids.ts';
import { type JsonObject, present } from './wire.ts';

/** The requests of one client, each sent once, with a token. */
export interface Connection {
  identity(options?: CallOptions): Promise<string>;
  /** Sends `call` and returns its 2xx answer, whose body the caller reads. */
  open(call: Call): Promise<ApiResponse>;
  /** Sends `call` and returns what `read` finds in the JSON object of its answer. */
  ask<T>(call: Call, read: (body: JsonObject, answer: ApiResponse) => T | undefined): Promise<T>;
}

export function connect(options: ZuoraClientOptions): Connection {
  const exchange = exchangeWith(options.baseUrl, options.dispatcher);
  const trackIds = trackIdsOf(options.trackId);
  const tokens = tokensFor(options, trackIds, exchange);
  const tenantHeaders = headersOf(options);
  const { clientId, clientSecret } = options;

  async function open(call: Call): Promise<ApiResponse> {
    call.signal?.throwIfAborted();
    const { token } = await tokens.get(call);
    const sent = await exchange({
      ...call,
      headers: {
        ...tenantHeaders,
        ...trackIds.next(call),
        ...call.headers,
        authorization: `Bearer ${token}`,
      },
      repeatable: repeatable([token, clientSecret, clientId]),
    });
    const answer: ApiResponse = {
      ...sent,
      failed(body) {
        const error = sent.failed(body);
        if (error.failure.meaning === 'login') tokens.forget(token);
        return error;
      },
    };
    if (isSuccess(answer.facts)) return answer;
    throw await readFailure(answer);
  }

  return {
    open,
    async identity(call = {}) {
      const { tenant = new URL(options.baseUrl).origin } = await tokens.get(call);
      return options.entityIds === undefined ? tenant : `${tenant} entity.${options.entityIds}`;
    },
    async ask(call, read) {
      const answer = await open(call);
      return await readAs(answer, (body) => read(body, answer));
    },
  };
}

function isSuccess({ status }: AnswerFacts): boolean {
  return status >= 200 && status < 300;
}

function headersOf(options: ZuoraClientOptions): Record<string, string> {
  const headers = {
    'zuora-entity-ids': options.entityIds,
    'zuora-org-ids': options.orgIds,
    'zuora-version': options.version,
  };
  return present(headers);
}
