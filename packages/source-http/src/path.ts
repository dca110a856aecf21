type Fields = Readonly<Record<string, unknown>>;

/**
 * The value in `value` at `path`, which is one name or several separated by dots. A name may itself contain
 * dots: `@odata.nextLink`. Returns `undefined` if there is nothing.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (const [name, rest] of splits(path)) {
    const found = Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy of `fields` with `value` at `path`. */
export function withValueAt(fields: Fields, path: string, value: unknown): Fields {
  if (Object.hasOwn(fields, path)) return { ...fields, [path]: value };
  const [name, rest] = splits(path).find(([name]) => isObject(fields[name])) ??
    splits(path)[0] ?? [path];
  if (rest === undefined) return { ...fields, [path]: value };
  const inner = fields[name];
  return { ...fields, [name]: withValueAt(isObject(inner) ? inner : {}, rest, value) };
}

/** All ways to split `path` at a dot. */
function splits(path: string): [string, string][] {
  return [...path.matchAll(/\./g)].map(({ index }) => [
    path.slice(0, index),
    path.slice(index + 1),
  ]);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
