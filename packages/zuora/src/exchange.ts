import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { TargetError } from '@rowferry/core';
import { Agent, type Dispatcher, request } from 'undici';
import type { Call } from './call.ts';
import { type AnswerFacts, factsOf } from './facts.ts';
import { failedAnswer, failedRequest } from './failure.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';

/** The head of an answer, and its body, which is still to be read. */
export interface ApiResponse {
  readonly facts: AnswerFacts;
  /** The decoded body, block by block. Must be read, or ended early: both free the connection. */
  blocks(): AsyncGenerator<Buffer, void>;
  /** The error for this answer. */
  failed(answer: 'lost' | 'refused', body?: unknown): TargetError;
}

/** Sends one request and waits for the head of its answer, whatever the status. */
export type Exchange = (call: Call) => Promise<ApiResponse>;

/** Sends requests to the server at `baseUrl`. They reject with a `TargetError` or the signal's reason. */
export function exchangeWith(baseUrl: string, dispatcher: Dispatcher = new Agent()): Exchange {
  const address = baseUrl.replace(/\/+$/, '');

  return async (call) => {
    const { method, path, query, body = null, signal } = call;
    signal?.throwIfAborted();
    const sending = { begun: false };
    try {
      const response = await request(`${address}${path}${query === undefined ? '' : `?${query}`}`, {
        method,
        headers: { accept: 'application/json', 'accept-encoding': 'gzip', ...call.headers },
        body,
        signal,
        headersTimeout: ANSWER_TIMEOUT_MS,
        bodyTimeout: ANSWER_TIMEOUT_MS,
        dispatcher: dispatcher.compose(watchSending(sending)),
      });
      return responseOf(call, response);
    } catch (error) {
      signal?.throwIfAborted();
      throw failedRequest(call, address, sending.begun ? 'lost' : 'unsent', error);
    }
  };
}

/** Before `onRequestStart` undici has written nothing of the request: its connection was never made. */
function watchSending(sending: { begun: boolean }): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(...start) {
        sending.begun = true;
        handler.onRequestStart?.(...start);
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...head) => handler.onResponseStart?.(...head),
      onResponseData: (...block) => handler.onResponseData?.(...block),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}

function responseOf(call: Call, response: Dispatcher.ResponseData): ApiResponse {
  const facts = factsOf(response.statusCode, response.headers);
  const body = decoded(response);
  return {
    facts,
    async *blocks() {
      try {
        yield* body;
      } catch (error) {
        call.signal?.throwIfAborted();
        throw failedAnswer(call, facts, 'lost', undefined, error);
      } finally {
        body.destroy();
      }
    },
    failed: (answer, json) => failedAnswer(call, facts, answer, json),
  };
}

function decoded({ headers, body }: Dispatcher.ResponseData): Readable {
  // A body that is ended early emits an abort error, which is unhandled without a listener.
  body.on('error', () => {});
  if (!/^(?:x-)?gzip$/i.test(String(headers['content-encoding'] ?? ''))) return body;
  return pipeline(body, createGunzip(), () => {});
}
