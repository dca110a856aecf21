import { Agent, type Dispatcher, request } from 'undici';
import { type ApiResponse, responseOf } from './api-response.ts';
import type { Call } from './call.ts';
import { failedRequest } from './failure.ts';
import { ANSWER_TIMEOUT_MS } from './limits.ts';

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
export function watchSending(sending: { begun: boolean }): Dispatcher.DispatcherComposeInterceptor {
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
