import type { Plugin, SourceInput, Target } from '@rowferry/core';
import {
  isSecretHeader,
  isSecretName,
  isSecretVariable,
  type Parts,
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
 * What decides the records of the source, the rows of the target and what plugins make of them: what each says of
 * itself, else its options as `written`. None contains a credential. `secrets` are values of credentials that the
 * options contain.
 */
export function partsOf(
  written: Pick<Migration, 'source' | 'target' | 'plugins'>,
  { source, target, plugins }: Made,
  secrets: readonly string[],
): Parts {
  const parts = {
    source: decisive('source', written.source, source),
    target: decisive('target', written.target, target),
    plugins: plugins.flatMap((plugin, index) => {
      const isTransform = plugin.transform !== undefined || plugin.transformBatch !== undefined;
      const part = decisive('plugin', written.plugins?.[index], plugin);
      return isTransform ? [{ name: plugin.name, ...part }] : [];
    }),
  };
  const known = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(known.map(([name, part]) => [name, masked(part, secrets)]));
}

/** What a source, a target or a plugin may say of itself. */
interface Described {
  readonly name?: string;
  readonly decides?: object | undefined;
}

/** What decides a part of a migration; `undefined` if it neither says that nor was made from options. */
function decisive(kind: Kind, given: unknown, made: object): object | undefined {
  const { name, decides }: Described = made;
  const use = isUse(given) && ownModule(kind, given.use) === undefined ? given.use : undefined;
  if (decides !== undefined) return { use, name, decides };
  if (!isUse(given)) return undefined;
  const { use: _, ...options } = given;
  const isFree = kind === 'plugin' ? isSecretOption : isSecretOrWait;
  return { use, options: withoutSecrets(options, isFree, ofText) };
}

/** In the options of a plugin no times are waits, and a user selects records. */
function isSecretOption(name: string, owner: string): boolean {
  if (CONNECTION.test(name)) return false;
  if (CONNECTION.test(owner)) return isCredential(name);
  return owner === 'headers' ? isSecretHeader(name) : isSecretName(name);
}

/** What is not compared of a source or a target: credentials, and how long it waits. */
function isSecretOrWait(name: string, owner: string): boolean {
  const isFree = owner === '' && (LOGIN.test(name) || WAIT.test(name));
  return isFree || isSecretOption(name, owner);
}

function isCredential(name: string): boolean {
  return isSecretName(name) || LOGIN.test(name);
}

function ofText(text: string, owner: string): string {
  return CONNECTION.test(owner) || isAddress(text) ? withoutLogin(text) : text;
}

function isAddress(text: string): boolean {
  return /^[\w+.-]+:\/\//.test(text);
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
