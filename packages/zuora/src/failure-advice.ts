import type { Call } from './call.ts';

/** What to do about a request whose answer was lost. */
export function afterLost({ method }: Call): string {
  return method === 'GET'
    ? 'Send it again.'
    : 'It may have been processed: check its effect before sending it again.';
}

/** What to do about a request that was refused. */
export function afterRefusal(status = 0, category = 0): string {
  if (status === 401 || category === 11) {
    return 'Check the login, and that `baseUrl` is the address of its tenant.';
  }
  if (status === 403 || (category >= 12 && category <= 15)) {
    return "Check the user's permissions on custom objects.";
  }
  if (status === 404 || category === 40) return 'Check the name or the id.';
  if (status === 413) return 'Send a smaller file.';
  if (status === 429 || category === 70) return 'Wait before the next request.';
  if (status >= 300 && status < 400) return 'Check `baseUrl`: it answers with a redirect.';
  return 'Correct the request before sending it again.';
}
