/** A part of a path, percent-encoded; refuses what would name another path. */
export function segment(name: string, value: string): string {
  if (value === '' || value === '.' || value === '..') {
    throw new TypeError(`Expected \`${name}\` to be a name or an id, got "${value}"`);
  }
  return encodeURIComponent(value);
}

/** A query of the parameters that have a value; `undefined` where none has. */
export function queryOf(
  parameters: Readonly<Record<string, string | number | undefined>>,
): string | undefined {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encoded(String(value))}`],
  );
  return pairs.length === 0 ? undefined : pairs.join('&');
}

/** As a URL writes it: it encodes the apostrophe, too, which lengthens it. */
export function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll("'", '%27');
}
