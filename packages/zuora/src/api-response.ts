import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { TargetError } from '@rowferry/core';
import type { Dispatcher } from 'undici';
import type { Call } from './call.ts';
import { type AnswerFacts, factsOf } from './facts.ts';
import { cutOffAnswer, failedAnswer } from './failure.ts';
import { quotaOf } from './quota.ts';
import { withoutRepeated } from './secrets.ts';

/** The head of an answer, and its body, which is still to be read. */
export interface ApiResponse {
  readonly facts: AnswerFacts;
  /** The decoded body, block by block. Must be read, or ended early: both free the connection. */
  blocks(): AsyncGenerator<Buffer, void>;
  /** A text of the answer, for people, without the login of the request if the server repeats it. */
  hide(text: string): string;
  /** The error for this answer, which does not contain what was asked for; `body` is its JSON, if any. */
  failed(body?: unknown): TargetError;
}

/** The answer to `call`, in the form that its reader uses. */
export function responseOf(call: Call, response: Dispatcher.ResponseData): ApiResponse {
  const facts = factsOf(response.statusCode, response.headers);
  const body = decoded(response);
  const quota = quotaOf(response.headers);
  if (quota !== undefined) call.onQuota?.(quota);
  return {
    facts,
    async *blocks() {
      try {
        yield* body;
      } catch (error) {
        call.signal?.throwIfAborted();
        throw cutOffAnswer(call, facts, error);
      } finally {
        body.destroy();
      }
    },
    hide: (text) => withoutRepeated(text, call.repeatable),
    failed: (json) => failedAnswer(call, facts, json),
  };
}

function decoded({ headers, body }: Dispatcher.ResponseData): Readable {
  // A body that is ended early emits an abort error, which is unhandled without a listener.
  body.on('error', () => {});
  if (!/^(?:x-)?gzip$/i.test(String(headers['content-encoding'] ?? ''))) return body;
  return pipeline(body, createGunzip(), () => {});
}
