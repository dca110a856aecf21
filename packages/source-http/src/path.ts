type Fields = Readonly<Record<string, unknown>>;

/**
 * What stands in `value` at `path`, a name or names with points between; a name that holds points
 * itself is found as well: `@odata.nextLink`. Gives `undefined` where nothing stands there.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, path)) return value[path];
  for (const [name, rest] of partings(path)) {
    const found = Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy of `fields` in which `value` stands at `path`. */
export function withValueAt(fields: Fields, path: string, value: unknown): Fields {
  if (Object.hasOwn(fields, path)) return { ...fields, [path]: value };
  const [name, rest] = partings(path).find(([name]) => isObject(fields[name])) ??
    partings(path)[0] ?? [path];
  if (rest === undefined) return { ...fields, [path]: value };
  const inner = fields[name];
  return { ...fields, [name]: withValueAt(isObject(inner) ? inner : {}, rest, value) };
}

/** Each way to cut `path` at a point. */
function partings(path: string): [string, string][] {
  return [...path.matchAll(/\./g)].map(({ index }) => [
    path.slice(0, index),
    path.slice(index + 1),
  ]);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
