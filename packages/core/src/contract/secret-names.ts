/** Words for secrets, of which a longer word may be made, such as `clientSecret` and `PGPASSWORD`. */
const WORDS = [
  ...['secret', 'signature', 'cookie', 'cred(?:ential)?s?', 'authorization', 'authentication'],
  ...['bearer', 'jwt', 'pass(?:word|wd|phrase|code)(?:[-_. ]?hash)?', 'connection[-_. ]?string'],
  '(?:access|account|api|auth|client|private|secret|shared|ssl|subscription)[-_. ]?key',
  '(?:encryption|licen[cs]e|master|session|signing|storage)[-_. ]?key',
  'session[-_. ]?id',
].join('|');
/** Words for secrets that are part of other words: `author`, `spin`. */
const SHORT_WORDS = 'auth|dsn|otp|pass|pin|pwd|sas|sig';

/** Names of secrets: a word for one, alone or at the end of a longer name. */
const SECRET = new RegExp(
  [
    `(?:${WORDS})$`,
    `(?<![a-z])(?:${SHORT_WORDS})$`,
    '^key$',
    // A token of pages says where to read on.
    '(?<!(?:page|next|start|skip|sync|delta|cursor|continuation)[-_.]?)token$',
  ].join('|'),
  'i',
);
/** Names of variables have more behind the word, such as `TOKEN_OF_SHOP`, and no small letters that show its begin. */
const SECRET_VARIABLE = new RegExp(
  `${WORDS}|token|(?<![a-z])(?:${SHORT_WORDS})(?![a-z])|(?:auth|pass|pwd)(?![a-z])|^key$`,
  'i',
);
/** In headers, a key of any name is one of these. */
const HEADER_KEY = /(?:^|[-_.])key$/i;

/** Whether a parameter, a field of a body or an option with this name contains a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '-'));
}

/** Whether an environment variable with this name contains a secret. */
export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name);
}

/** Whether a header with this name contains a secret. */
export function isSecretHeader(name: string): boolean {
  return isSecretName(name) || HEADER_KEY.test(name) || /token$/i.test(name);
}

/** Whether the value of `name` is secret; `owner` is the name of the object or list that it is in, if that has one. */
export type IsSecret = (name: string, owner: string) => boolean;

/**
 * A copy of plain data without the values that are secret by their name, at any depth: those of fields, and in lists
 * those of pairs (`token=x`, `token: x`) and of options of a command, in one word or in two. `textOf` changes the texts
 * that stay.
 */
export function withoutSecrets(
  value: unknown,
  isSecret: IsSecret = isSecretName,
  textOf: (text: string, owner: string) => string = (text) => text,
  owner = '',
): unknown {
  if (typeof value === 'string') return textOf(value, owner);
  const inner = (one: unknown, name: string) => withoutSecrets(one, isSecret, textOf, name);
  if (Array.isArray(value)) {
    return withoutSecretWords(value, (name) => isSecret(name, owner)).map((one) =>
      inner(one, owner),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return value;
  const kept = Object.entries(value).filter(([name]) => !isSecret(name, owner));
  return Object.fromEntries(kept.map(([name, one]) => [name, inner(one, name)]));
}

const WORD = /^(?<dashes>-{0,2})(?<name>[a-z][\w.-]*)(?<assigned>\s*[=:].*)?$/is;

function withoutSecretWords(
  items: readonly unknown[],
  isSecret: (name: string) => boolean,
): unknown[] {
  let isValue = false;
  return items.flatMap((item) => {
    const { dashes, name, assigned } = (typeof item === 'string' && WORD.exec(item)?.groups) || {};
    const isNamed = name !== undefined && isSecret(name);
    const isDropped = isValue;
    isValue = isNamed && dashes !== '' && assigned === undefined;
    if (isDropped) return [];
    return [isNamed && assigned !== undefined ? `${dashes}${name}` : item];
  });
}
