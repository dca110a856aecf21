import { isSecretHeader, isSecretName, withoutSecrets } from '@rowferry/core/internal';
import type { Settings } from './options.ts';

/** What is requested and where its records are. The same however it is written, and without secrets. */
export function requested({ urls, method, headers, body, records, paging }: Settings): object {
  const addresses = urls.map(({ origin, pathname, searchParams }) => ({
    address: `${origin}${pathname}`,
    query: [...searchParams].filter(([name]) => !isLogin(name)).sort(byName),
  }));
  return {
    ...{ addresses, method, records, paging },
    headers: withoutSecrets(headers, isSecretHeader),
    body: withoutSecrets(body, isLogin),
  };
}

/** What an API calls an account's key, or a PIN, may also select records. */
function isLogin(name: string): boolean {
  return isSecretName(name) && !/^(?:account[-_. ]?key|pin)$/i.test(name);
}

/** Values of one name keep their order. */
function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
