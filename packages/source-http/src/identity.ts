import type { Settings } from './options.ts';

/** Names of what is sent to log in. */
const CREDENTIAL =
  /auth|cookie|passw|secret|signature|token|^sig$|(?:^|[-_.]|api|access|private)key$/i;

/**
 * What is requested, without anything that may be a credential. Whether the answers have changed since is
 * not known.
 */
export function identityOf({ urls, method, headers, body, records, paging }: Settings): string {
  const addresses = urls.map(({ origin, pathname, searchParams }) => [
    `${origin}${pathname}`,
    [...searchParams].filter(([name]) => !CREDENTIAL.test(name)),
  ]);
  const parts = [addresses, method, headers, body, records, paging];
  return JSON.stringify(parts, (name, value) => {
    if (CREDENTIAL.test(name)) return undefined;
    return typeof value === 'bigint' ? `${value}` : value;
  });
}
