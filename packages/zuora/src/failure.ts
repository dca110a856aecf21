import { type Answer, TargetError, type TargetFailure } from '@rowferry/core';
import { apiErrorOf } from './api-error.ts';
import type { Call } from './call.ts';
import type { AnswerFacts } from './facts.ts';
import { afterLost, afterRefusal } from './failure-advice.ts';
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
  return new TargetError(message, { answer }, causeOf(cause));
}

/** The error for an answer; `body` is its JSON, if it has any. */
export function failedAnswer(
  call: Call,
  facts: AnswerFacts,
  answer: 'lost' | 'refused',
  body?: unknown,
  cause?: unknown,
): TargetError {
  const failure = failureOf(call, facts, answer, body);
  const { category } = new TargetError('', failure);
  return new TargetError(messageOf(call, failure, category, cause), failure, causeOf(cause));
}

function failureOf(call: Call, facts: AnswerFacts, answer: Answer, body: unknown): TargetFailure {
  const { code, message } = apiErrorOf(body);
  const hide = (text: string | undefined): string | undefined => withoutSecrets(text, call.secrets);
  return present({
    answer,
    status: facts.status,
    apiCode: typeof code === 'string' ? hide(code) : code,
    apiMessage: call.confidential ? undefined : hide(plain(message)),
    retryAfterMs: facts.retryAfterMs,
    rateLimitResetMs: facts.rateLimitResetMs,
    requestId: hide(facts.requestId),
    trackId: hide(facts.trackId),
  });
}

function messageOf(
  call: Call,
  failure: TargetFailure,
  category: number | undefined,
  cause: unknown,
): string {
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
  return `${head}${words}. ${answer === 'lost' ? afterLost(call) : afterRefusal(status, category)}`;
}

function nameOf({ method, path }: Call): string {
  return `${method} ${path}`;
}

/** One line of printable text: a gateway's message may contain anything. */
function plain(message: string | undefined): string | undefined {
  return message?.replace(/[\p{C}\s]+/gu, ' ').slice(0, API_MESSAGE_CHARACTERS_MAX);
}

function withoutSecrets(text: string | undefined, secrets: readonly string[] = []) {
  return secrets.reduce((hidden, secret) => hidden?.replaceAll(secret, '…'), text);
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
