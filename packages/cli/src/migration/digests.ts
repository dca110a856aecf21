import type { Plugin } from '@rowferry/core';
import { type Digests, digestOf } from '@rowferry/core/internal';
import type { Environment } from '../environment.ts';
import { isObject, isUse, type Migration, type Use } from './schema.ts';
import { type Kind, ownModule } from './short-names.ts';

/** Names of credentials, in options and in the environment. */
const CREDENTIAL = new RegExp(
  [
    ...['secret', 'token', 'cookie', 'credential', 'signature', '(?:api|access|private|ssl).?key'],
    ...['pass(?:word|phrase|wd)', 'pass(?![a-z])', 'auth(?:entication|orization|.?key)'],
    ...['auth(?![a-z])', '^(?:client.?id|user(?:.?name)?|login)$'],
  ].join('|'),
  'i',
);
/** Parts of a request, in which a key is a credential too. */
const SENT = /^(?:query|headers|body)$/;
const KEY = /(?:^|[-_.])key$/i;
/** How long something may take decides no record. */
const TIME = /seconds?$/i;
/** In a connection string a login ends at the last `@`, even if there are unencoded characters before it. */
const LOGIN = /(?<!\bhttps?):\/\/.*:.*@|:\/\/[^/?#\s]*@/g;
/** The pairs of a connection string or of the query of an address. */
const PAIR = /([\w.-]+)\s*=\s*(?:'(?:[^'\\]|\\.)*'|[^\s&]*)/g;

/**
 * Digests of what the source, the target and the plugins that change records are made with. Credentials are
 * left out, so that no digest depends on one, and what decides no record. `made` are the plugins.
 */
export function digestsOf(
  { source, target, plugins = [] }: Pick<Migration, 'source' | 'target' | 'plugins'>,
  made: readonly Plugin[],
): Digests {
  const changing = made.flatMap((plugin, index) => {
    const given = plugins[index];
    const isTransform = plugin.transform !== undefined || plugin.transformBatch !== undefined;
    if (!isTransform) return [];
    return [isUse(given) ? decisive('plugin', given) : { name: plugin.name }];
  });
  return {
    ...(isUse(source) && { source: digestOf(decisive('source', source)) }),
    ...(isUse(target) && { target: digestOf(decisive('target', target)) }),
    plugins: digestOf(changing),
  };
}

/** The environment without credentials. */
export function withoutCredentials(environment: Environment): Environment {
  const kept = Object.entries(environment).map(([name, value]) => [
    name,
    CREDENTIAL.test(name) ? '***' : value,
  ]);
  return Object.fromEntries(kept);
}

function decisive(kind: Kind, { use, ...options }: Use): object {
  const own = ownModule(kind, use);
  const free = own?.free ?? [];
  const left = Object.entries(options).filter(([name]) => !free.includes(name));
  return { use: own?.module ?? use, options: without(Object.fromEntries(left)) };
}

/** A copy of plain data without credentials and times. What is no data, such as a function, is left out. */
function without(value: unknown, name = '', isSent = false): unknown {
  if (typeof value === 'string') {
    return name === 'connection' || value.includes('://') ? withoutLogin(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => without(item, name, isSent));
  if (!isObject(value) || value instanceof Date)
    return typeof value === 'function' ? undefined : value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return undefined;
  const isFree = (key: string) => CREDENTIAL.test(key) || TIME.test(key);
  const kept = Object.entries(value).filter(([key]) => !isFree(key) && !(isSent && KEY.test(key)));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, without(inner, key, isSent || SENT.test(key))]),
  );
}

function withoutLogin(text: string): string {
  return text
    .replace(LOGIN, '://')
    .replace(PAIR, (pair, name: string) => (CREDENTIAL.test(name) || KEY.test(name) ? name : pair));
}
