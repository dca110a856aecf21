/** Names of secrets, alone or at the end of a longer name. */
const SECRET = new RegExp(
  [
    ...['(?:secret|signature|cookie|credentials?|authorization|authentication)$'],
    ...['pass(?:word|wd|phrase|code)$', '^pass$', '(?:^|[-_.])(?:auth|sig|pwd)$'],
    ...['^key$', '(?:access|api|auth|private|secret|ssl|subscription)[-_. ]?key$'],
    // A token of pages says where to read on.
    '(?<!(?:page|next|start|skip|sync|delta|cursor|continuation)[-_.]?)token$',
  ].join('|'),
  'i',
);
/** In headers, a key of any name is one of these. */
const HEADER_KEY = /(?:^|[-_.])key$/i;

/** Whether a parameter, a field of a body or an option with this name contains a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
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
