/** One segment of a path, percent-encoded. Throws for a value that would change the path. */
export function segment(name: string, value: string): string {
  if (value === '' || value === '.' || value === '..') {
    throw new TypeError(`Expected \`${name}\` to be a name or an id, got "${value}"`);
  }
  return encodeURIComponent(value);
}

/** The query string of the parameters that have a value; `undefined` if none has. */
export function queryOf(
  parameters: Readonly<Record<string, string | number | undefined>>,
): string | undefined {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encoded(String(value))}`],
  );
  return pairs.length === 0 ? undefined : pairs.join('&');
}

/** Percent-encoded, with the apostrophe: `URL` encodes it, too, and the length must be the same. */
export function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll("'", '%27');
}
