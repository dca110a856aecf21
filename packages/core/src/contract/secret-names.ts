/** Words for secrets, of which a longer word may be made, such as `clientSecret` and `PGPASSWORD`. */
const WORDS = [
  ...['secret', 'signature', 'cookie', 'credentials?', 'authorization', 'authentication', 'bearer'],
  ...['jwt', 'pass(?:word|wd|phrase|code)', 'connection[-_. ]?string'],
  '(?:access|account|api|auth|client|private|secret|shared|ssl|subscription)[-_. ]?key',
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

/** A copy of plain data without the values that are secret by their name. */
export function withoutSecrets(
  value: unknown,
  isSecret: (name: string) => boolean = isSecretName,
): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value))) return value;
  const kept = Object.entries(value).filter(([name]) => !isSecret(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner, isSecret)]));
}
