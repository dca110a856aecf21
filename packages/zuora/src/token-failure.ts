import { type Answer, TargetError, type TargetFailure } from '@rowferry/core';
import { reasonOf } from './failure.ts';

/** Without a token, the request that needed it was never sent, whatever happened to this one. */
export function tokenFailure(baseUrl: string, error: TargetError): TargetError {
  const { failure } = error;
  const answer: Answer = failure.answer === 'refused' ? 'refused' : 'unsent';
  const { host } = new URL(baseUrl);
  return new TargetError(
    answer === 'unsent' ? noToken(host, error) : refusedToken(host, failure),
    { ...failure, answer },
    { cause: error },
  );
}

/** Without the header, it is not known which entity a request would reach (docs/zuora-api.md, section 6.1). */
export function manyEntities({ entities }: { readonly entities: number }): TargetError {
  return new TargetError(
    `The login spans ${entities} entities, so it is not known which one is meant. Set \`entityIds\` to one of them.`,
    { answer: 'refused', meaning: 'login' },
  );
}

function noToken(host: string, { failure: { status }, cause }: TargetError): string {
  return status === undefined
    ? `Could not get a token from ${host} (${reasonOf(cause)}), so nothing else was sent. Check \`baseUrl\`, the network and the proxy.`
    : `${host} gave no usable answer to the request for a token (status ${status}), so nothing else was sent. Wait, or check \`baseUrl\`.`;
}

function refusedToken(host: string, { meaning, status = 0 }: TargetFailure): string {
  if (meaning !== 'login') {
    return `${host} refuses a token for now (status ${status}). Wait before the next request.`;
  }
  if (status >= 300 && status < 400) {
    return `${host} answers the request for a token with a redirect (status ${status}). Check \`baseUrl\`.`;
  }
  return (
    `The credentials were refused by ${host} (status ${status}). ` +
    'Check `clientId` and `clientSecret`, and that `baseUrl` is the address of their tenant.'
  );
}
