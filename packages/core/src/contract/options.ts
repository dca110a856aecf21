import type { z } from 'zod';
import { closest } from './near-name.ts';

/**
 * Checks the options of a public factory once, on entry. Returns them with the types of the schema.
 * Throws a `TypeError` that names `owner`, the key, and for an unknown key the nearest known one. The
 * message never contains a value, since an option may be a secret.
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
  const what = issue.message.replace(/^Invalid (?:input|option): /, '');
  return path === '' ? what : `\`${path}\`: ${what}`;
}

/** The keys that the schema knows at `path`, in all branches of its unions. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let found = branches(schema);
  for (const step of path) {
    found = found.flatMap((branch) => branches(branch.shape?.[String(step)] ?? branch.valueType));
  }
  return found.flatMap(({ shape }) => Object.keys(shape ?? {}));
}

interface Branch {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
}

function branches(schema: unknown): Branch[] {
  if (!isSchema(schema)) return [];
  const { innerType, options, ...branch } = schema.def;
  if (innerType !== undefined) return branches(innerType);
  return options === undefined ? [branch] : options.flatMap(branches);
}

function isSchema(
  schema: unknown,
): schema is { def: Branch & { innerType?: unknown; options?: readonly unknown[] } } {
  return typeof schema === 'object' && schema !== null && 'def' in schema;
}

/** `; did you mean …?` for the nearest of `known`, or an empty text if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = closest(word, known, Math.max(2, word.length / 2));
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}
