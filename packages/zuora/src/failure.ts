import { TargetError, type TargetFailure } from '@rowferry/core';
import { escaped } from '@rowferry/core/internal';
import { type ApiError, apiErrorOf } from './api-error.ts';
import type { Call } from './call.ts';
import type { AnswerFacts } from './facts.ts';
import { afterLost, afterRefusal } from './failure-advice.ts';
import { type Classification, classify, isRefusing } from './meaning.ts';
import { withoutRepeated } from './secrets.ts';
import { present } from './wire.ts';

const API_MESSAGE_CHARACTERS_MAX = 500;

/** The error for a request that got no answer. */
export function failedRequest(
  call: Call,
  address: string,
  answer: 'lost' | 'unsent',
  cause: unknown,
): TargetError {
  const reason = reasonOf(cause);
  const message =
    answer === 'unsent'
      ? `Could not connect to ${address} (${reason}), so ${nameOf(call)} was not sent. ` +
        'Check `baseUrl`, the network and the proxy.'
      : `${address} did not answer ${nameOf(call)} (${reason}). ${afterLost(call)}`;
  return new TargetError(message, { answer, meaning: 'passing' }, causeOf(cause));
}

/** The error for an answer that does not contain what was asked for; `body` is its JSON, if it has any. */
export function failedAnswer(call: Call, facts: AnswerFacts, body?: unknown): TargetError {
  const error = apiErrorOf(body);
  const failure = failureOf(call, facts, error, classify(call.purpose, facts.status, error));
  return new TargetError(messageOf(call, failure, adviceOn(call, failure, error)), failure);
}

/**
 * The error for an answer whose body broke off. Some statuses refuse whatever the body is. A 403 may be about the login or
 * about what it may do, and the part that was cut off says which.
 */
export function cutOffAnswer(call: Call, facts: AnswerFacts, cause: unknown): TargetError {
  const { status } = facts;
  const unsaid: ApiError = { isStated: false, isOAuth: false };
  const { meaning } = classify(call.purpose, status, unsaid);
  const classification: Classification = isRefusing(status)
    ? { answer: 'refused', meaning: status === 403 ? 'passing' : meaning }
    : { answer: 'lost', meaning: 'passing' };
  const failure = failureOf(call, facts, unsaid, classification);
  const advice = adviceOn(call, failure, unsaid);
  return new TargetError(messageOf(call, failure, advice, cause), failure, causeOf(cause));
}

function failureOf(
  call: Call,
  facts: AnswerFacts,
  { code, message }: ApiError,
  { answer, meaning }: Classification,
): TargetFailure {
  const hide = (text: string | undefined) => text && withoutRepeated(text, call.repeatable);
  const isRate = meaning === 'rate' || facts.status === 429;
  return present({
    answer,
    meaning,
    waitMs: facts.retryAfterMs ?? (isRate ? facts.rateLimitResetMs : undefined),
    answeredAt: facts.answeredAt,
    status: facts.status,
    apiCode: typeof code === 'string' ? hide(code) : code,
    // What is cut off must not be the end of a secret.
    apiMessage: call.confidential ? undefined : plain(hide(message)),
    requestId: hide(facts.requestId),
  });
}

function adviceOn(call: Call, { answer, meaning, status }: TargetFailure, error: ApiError): string {
  return answer === 'lost' ? afterLost(call) : afterRefusal(meaning, status, error.message);
}

function messageOf(call: Call, failure: TargetFailure, advice: string, cause?: unknown): string {
  const { answer, status, apiCode, apiMessage, requestId } = failure;
  const what = answer === 'lost' ? 'gave no reliable answer to' : 'refused';
  const facts = [
    `status ${status}`,
    apiCode === undefined ? '' : `code ${apiCode}`,
    cause === undefined ? '' : reasonOf(cause),
    requestId === undefined ? '' : `request ${requestId}`,
  ];
  const head = `Zuora ${what} ${nameOf(call)} (${facts.filter((fact) => fact !== '').join(', ')})`;
  const words = apiMessage === undefined ? '' : `: ${apiMessage.replace(/[.\s]+$/, '')}`;
  return `${head}${words}. ${advice}`;
}

function nameOf({ method, path }: Call): string {
  return `${method} ${path}`;
}

/** One line of printable text: a gateway's message may contain anything. */
function plain(message: string | undefined): string | undefined {
  return message
    ?.replace(/\s+/g, ' ')
    .slice(0, API_MESSAGE_CHARACTERS_MAX)
    .replace(/\p{C}/gu, escaped);
}

/** The code of a network error, or its message if that says more. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown reason';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  // A proxy's refusal has the code of an abort, and only its message says more.
  return code === undefined || code === 'UND_ERR_ABORTED' ? cause.message : code;
}

/** Does not pass on an error of undici's HTTP parser, which contains a piece of the answer. */
export function causeOf(cause: unknown): ErrorOptions | undefined {
  return cause === undefined || (cause instanceof Error && 'data' in cause) ? undefined : { cause };
}
