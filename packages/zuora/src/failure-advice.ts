import type { Meaning } from '@rowferry/core';
import type { Call } from './call.ts';

/** What a token of several entities gets without the header that names one is not documented (docs/zuora-api.md, section 6.1). */
const ENTITY_WORDS = /\bentit(?:y|ies)\b/i;

/** What to do about a request whose answer was lost. */
export function afterLost({ method }: Call): string {
  return method === 'GET'
    ? 'Send it again.'
    : 'It may have been processed: check its effect before sending it again.';
}

/** What to do about a request that was refused; `words` are those of the server, which this does not repeat. */
export function afterRefusal(meaning: Meaning, status = 0, words = ''): string {
  if (status >= 300 && status < 400) return 'Check `baseUrl`: it answers with a redirect.';
  switch (meaning) {
    case 'login':
      return 'Check the login, and that `baseUrl` is the address of its tenant.';
    case 'missing':
      return 'Check the name or the id.';
    case 'too-large':
      return 'Send a smaller file.';
    case 'full':
    case 'rate':
    case 'passing':
      return 'Wait before the next request.';
    case 'lasting':
      return "Check the user's permissions on custom objects, and the names in the request.";
    case 'other':
      return ENTITY_WORDS.test(words)
        ? 'If the login spans several entities, set `entityIds` to one of them.'
        : 'Correct the request before sending it again.';
  }
}
