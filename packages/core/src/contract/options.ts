import { z } from 'zod';
import { closest } from './near-name.ts';

/**
 * Checks the options of a public factory once, on entry. Returns them with the types of the schema.
 * Throws a `TypeError` that names `owner`, the key, and for an unknown key the nearest known one. The
 * message never contains a value, since an option may be a secret.
 */
export function checkOptions<T>(owner: string, schema: z.ZodType<T>, options: unknown): T {
  const outcome = parsed(owner, schema, options);
  if (outcome.success) return outcome.data;
  const lines = outcome.error.issues.map((issue) => describeIssue(issue, schema));
  throw new TypeError(`${owner}: ${lines.join('; ')}`, { cause: outcome.error });
}

/** Reading an option may run code of the caller, such as a getter. */
function parsed<T>(owner: string, schema: z.ZodType<T>, options: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(options);
  } catch (error) {
    throw new TypeError(`${owner}: an option cannot be read`, { cause: error });
  }
}

/** Names, each with a value. Unlike `z.record`, it keeps the name `__proto__`. */
export function named<Value>(
  name: z.ZodType<string>,
  value: z.ZodType<Value>,
): z.ZodType<Readonly<Record<string, Value>>> {
  const toMap = (given: unknown) =>
    z.core.util.isPlainObject(given) ? new Map(Object.entries(given)) : given;
  return z
    .preprocess(toMap, z.map(name, value, 'expected an object: names, each with its value'))
    .transform((values) => Object.fromEntries(values));
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
  const { innerType, in: before, out: after, options, ...branch } = schema.def;
  if (innerType !== undefined) return branches(innerType);
  if (before !== undefined) return [...branches(before), ...branches(after)];
  return options === undefined ? [branch] : options.flatMap(branches);
}

/** How one schema contains others. */
interface Wrapping {
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly out?: unknown;
  readonly options?: readonly unknown[];
}

function isSchema(schema: unknown): schema is { def: Branch & Wrapping } {
  return typeof schema === 'object' && schema !== null && 'def' in schema;
}

/** `; did you mean …?` for the nearest of `known`, or an empty text if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = closest(word, known, Math.max(2, word.length / 2));
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}
