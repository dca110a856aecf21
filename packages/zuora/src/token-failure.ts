import { type Answer, type Meaning, TargetError } from '@rowferry/core';
import { reasonOf } from './failure.ts';

/** Without a token, the request that needed it was never sent, whatever happened to this one. */
export function tokenFailure(baseUrl: string, error: TargetError): TargetError {
  const { failure } = error;
  const answer: Answer = failure.answer === 'refused' ? 'refused' : 'unsent';
  const reason = failure.status === undefined ? reasonOf(error.cause) : `status ${failure.status}`;
  return new TargetError(
    messageOf(new URL(baseUrl).host, reason, answer, failure.meaning),
    { ...failure, answer },
    { cause: error },
  );
}

function messageOf(host: string, reason: string, answer: Answer, meaning: Meaning): string {
  if (answer === 'unsent') {
    return (
      `Could not get a token from ${host} (${reason}), so nothing else was sent. ` +
      'Check `baseUrl`, the network and the proxy.'
    );
  }
  if (meaning !== 'login')
    return `${host} refuses a token for now (${reason}). Wait before the next request.`;
  return (
    `The credentials were refused by ${host} (${reason}). ` +
    'Check `clientId` and `clientSecret`, and that `baseUrl` is the address of their tenant.'
  );
}
