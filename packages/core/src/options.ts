import leven from 'leven';
import type { z } from 'zod';

/**
 * Checks the options of a public factory once, at the edge. Gives them as the schema types them;
 * throws a `TypeError` that names `owner`, the key, and for an unknown key the nearest known one.
 * The message never holds a value, since an option may be a secret.
 */
export function checkOptions<T>(owner: string, schema: z.ZodType<T>, options: unknown): T {
  const outcome = schema.safeParse(options);
  if (outcome.success) return outcome.data;
  const lines = outcome.error.issues.map((issue) => describeIssue(issue, schema));
  throw new TypeError(`${owner}: ${lines.join('; ')}`, { cause: outcome.error });
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys
      .map((key) => `unknown key \`${[...issue.path, key].join('.')}\`${suggest(key, known)}`)
      .join('; ');
  }
  const what = issue.message.replace(/^Invalid input: /, '');
  return path === '' ? what : `\`${path}\`: ${what}`;
}

/** The keys that the schema knows at `path`. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const step of [...path, undefined]) {
    while (hasInner(at)) at = at.def.innerType;
    if (!hasShape(at)) return [];
    if (step === undefined) return Object.keys(at.shape);
    at = at.shape[String(step)];
  }
  return [];
}

function hasInner(schema: unknown): schema is { def: { innerType: unknown } } {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    'def' in schema &&
    typeof schema.def === 'object' &&
    schema.def !== null &&
    'innerType' in schema.def
  );
}

function hasShape(schema: unknown): schema is { shape: Record<string, unknown> } {
  return typeof schema === 'object' && schema !== null && 'shape' in schema;
}

/** `, did you mean …?` for the nearest of `known`, or nothing where none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({ name, distance: leven(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (nearest === undefined || nearest.distance > Math.max(2, word.length / 2)) return '';
  return `; did you mean \`${nearest.name}\`?`;
}
