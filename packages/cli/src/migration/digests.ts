import type { Plugin, SourceInput, Target } from '@rowferry/core';
import {
  type Digests,
  digestOf,
  isSecretHeader,
  isSecretName,
  isSecretVariable,
  withoutSecrets,
} from '@rowferry/core/internal';
import type { Environment } from '../environment.ts';
import { isObject, isUse, type Migration } from './schema.ts';
import { type Kind, ownModule } from './short-names.ts';

/** Options that say who logs in. */
const LOGIN = /^(?:client.?id|user(?:.?name)?|login)$/i;
/** Options that say which database, and who logs in there. */
const CONNECTION = /^(?:connection(?:.?string)?|dsn)$/i;
/** Options that say how long something may take, or how often it may happen. */
const WAIT =
  /(?:timeout|deadline|delay|wait|grace|backoff|interval|pause|idle)\w*seconds?$|persecond$/i;
/** In a connection string a login ends at the last `@`, even if there are unencoded characters before it. */
const ADDRESS_LOGIN = /(?<!\bhttps?):\/\/.*:.*@|:\/\/[^/?#\s]*@/g;
/** The pairs of a connection string or of the query of an address. A semicolon may be part of a password. */
const PAIR = /([\w.-]+)\s*=\s*(?:'(?:[^'\\]|\\.)*'|(?:(?!;\s*[\w.-][\w .-]*=)[^\s&])*)/g;

/** What a migration names, as it was made. */
interface Made {
  readonly source: SourceInput;
  readonly target: Target;
  readonly plugins: readonly Plugin[];
}

/**
 * Digests of what decides the records of the source, the rows of the target and what plugins make of
 * them: what each says of itself, else its options as `written`. No digest depends on a credential.
 * `secrets` are values of credentials that the options contain.
 */
export function digestsOf(
  written: Pick<Migration, 'source' | 'target' | 'plugins'>,
  { source, target, plugins }: Made,
  secrets: readonly string[],
): Digests {
  const digest = (kind: 'source' | 'target', made: object) => {
    const part = decisive(kind, written[kind], made, secrets);
    return part && { [kind]: digestOf(masked(part, secrets)) };
  };
  const changing = plugins.flatMap((plugin, index) => {
    const isTransform = plugin.transform !== undefined || plugin.transformBatch !== undefined;
    const part = decisive('plugin', written.plugins?.[index], plugin, secrets);
    return isTransform ? [{ name: plugin.name, ...part }] : [];
  });
  return {
    ...digest('source', source),
    ...digest('target', target),
    plugins: digestOf(masked(changing, [])),
  };
}

/** What decides a part of a migration; `undefined` if it neither says that nor was made from options. */
function decisive(
  kind: Kind,
  given: unknown,
  { name, decides }: { readonly name?: string; readonly decides?: object | undefined },
  secrets: readonly string[],
): object | undefined {
  const use = isUse(given) && ownModule(kind, given.use) === undefined ? given.use : undefined;
  if (decides !== undefined) return { use, name, decides };
  if (!isUse(given)) return undefined;
  const { use: _, ...options } = given;
  return { use, options: kind === 'plugin' ? ofPlugin(options, secrets) : ofRequests(options) };
}

type Options = Readonly<Record<string, unknown>>;

/** The options of a plugin as they are written. Only its own texts can be credentials, and no times are waits. */
function ofPlugin(options: Options, secrets: readonly string[]): Options {
  const isFree = (name: string) => isSecretName(name) && !CONNECTION.test(name);
  return changed(options, isFree, (name, value) => {
    if (typeof value !== 'string') return value;
    const hasLogin = CONNECTION.test(name) || isAddress(value);
    return masked(hasLogin ? withoutLogin(value) : value, secrets);
  });
}

/** The options of a source or a target as they are written, without credentials and waits. */
function ofRequests(options: Options): Options {
  const isFree = (name: string) =>
    !CONNECTION.test(name) && (isCredential(name) || WAIT.test(name));
  return changed(options, isFree, (name, value) => {
    if (name === 'headers') return withoutSecrets(value, isSecretHeader);
    if (name === 'query' || name === 'body') return withoutSecrets(value);
    if (CONNECTION.test(name)) {
      return typeof value === 'string' ? withoutLogin(value) : withoutSecrets(value, isCredential);
    }
    const values: readonly unknown[] = [value].flat();
    return values.every(isAddress) ? values.map(withoutLogin) : value;
  });
}

function isCredential(name: string): boolean {
  return isSecretName(name) || LOGIN.test(name);
}

function changed(
  options: Options,
  isFree: (name: string) => boolean,
  change: (name: string, value: unknown) => unknown,
): Options {
  const kept = Object.entries(options).filter(([name]) => !isFree(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, change(name, value)]));
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[\w+.-]+:\/\//.test(value);
}

/** An address or a connection string without its login. In a request, a user selects records. */
function withoutLogin(text: string): string {
  const isSecret = /^https?:/i.test(text) ? isSecretName : isCredential;
  return text
    .replace(ADDRESS_LOGIN, '://')
    .replace(PAIR, (pair, name: string) => (isSecret(name) ? name : pair));
}

/** A copy of what is plain data in a value, with stars for the secrets. */
function masked(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'string') {
    return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value);
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (!isObject(value) || value instanceof Date) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return undefined;
  const entries = Object.entries(value).map(([name, inner]) => [name, masked(inner, secrets)]);
  return Object.fromEntries(entries);
}

/** The values of those variables that are named like credentials, the longest first. */
export function secretsOf(environment: Environment, variables: readonly string[]): string[] {
  const secret = variables.filter(isSecretVariable);
  return [...new Set(secret.flatMap((name) => environment[name] || []))].sort(
    (one, other) => other.length - one.length,
  );
}
