import { digestOf, isSecretHeader, isSecretName, withoutSecrets } from '@rowferry/core/internal';
import type { Paging } from './paging-options.ts';
import type { Settings } from './settings.ts';

/** What is requested, without secrets. The same however it is written. */
export function requested(settings: Settings): object {
  const { keyed } = settings;
  // Where `false` makes a difference, the read fails without it.
  return {
    ...deciding(settings),
    keyed: keyed === false ? undefined : keyed,
    paging: plainPaging(settings.paging),
  };
}

/**
 * What decides the records. How the pages are found, and what an object in place of an array is, may change: a
 * checkpoint shows whether that fits.
 */
export function deciding(settings: Settings): object {
  const { urls, method, headers, body, records, keyed, rowHeader } = settings;
  const addresses = urls.map(({ origin, pathname, searchParams }) => ({
    address: `${origin}${pathname}`,
    query: plainQuery(searchParams),
  }));
  return {
    ...{ addresses, method, records, rowHeader },
    keyed: typeof keyed === 'string' ? keyed : undefined,
    headers: withoutSecrets(headers, isSecretHeader),
    body: withoutSecrets(body, isLogin),
  };
}

/**
 * A digest of what decides which page is the next one, and which is the last. Without statuses that end a read: where
 * they are not expected, they are errors.
 */
export function pagingDigest(paging: Paging | undefined): string {
  return digestOf({ ...plainPaging(paging), endStatus: undefined });
}

function plainPaging(paging: Paging | undefined): object | undefined {
  if (paging?.by !== 'cursor') return paging;
  const { nextUrl, nextBody, ...rest } = paging;
  return { ...rest, nextUrl: plainAddress(nextUrl), nextBody: withoutSecrets(nextBody, isLogin) };
}

function plainAddress(address: string | undefined): object | undefined {
  if (address === undefined) return undefined;
  const [before, query] = address.split('?', 2);
  return { address: before, query: plainQuery(new URLSearchParams(query)) };
}

function plainQuery(parameters: URLSearchParams): [string, string][] {
  return [...parameters].filter(([name]) => !isLogin(name)).sort(byName);
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
