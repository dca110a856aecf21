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
    const known = branchesAt(schema, issue.path);
    return issue.keys
      .map((key) => `unknown key \`${[...issue.path, key].join('.')}\`${whereKnown(key, known)}`)
      .join('; ');
  }
  const what = issue.message.replace(/^Invalid (?:input|option): /, '');
  return path === '' ? what : `\`${path}\`: ${what}`;
}

/** Which objects have a key that is unknown in another one, or the nearest key of them all. */
function whereKnown(key: string, known: readonly Branch[]): string {
  const having = known.filter(({ shape }) => Object.hasOwn(shape ?? {}, key));
  const kinds = new Set(having.flatMap(({ kind }) => kind ?? []));
  if (kinds.size > 0) return `; it is for ${[...kinds].join(' and ')}`;
  return suggest(
    key,
    known.flatMap(({ shape }) => Object.keys(shape ?? {}).filter((name) => name !== key)),
  );
}

/** What the schema knows at `path`, in all branches of its unions. */
function branchesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly Branch[] {
  let found = branches(schema);
  for (const step of path) {
    found = found.flatMap((branch) => branches(branch.shape?.[String(step)] ?? branch.valueType));
  }
  return found;
}

interface Branch {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
  /** What distinguishes it from the other branches of its union: `` `by: page` ``. */
  readonly kind?: string | undefined;
}

function branches(schema: unknown): Branch[] {
  if (!isSchema(schema)) return [];
  const { innerType, in: before, out: after, options, discriminator, ...branch } = schema.def;
  if (innerType !== undefined) return branches(innerType);
  if (before !== undefined) return [...branches(before), ...branches(after)];
  if (options === undefined) return [branch];
  return options
    .flatMap(branches)
    .map((one) =>
      discriminator === undefined ? one : { ...one, kind: kindOf(one, discriminator) },
    );
}

function kindOf({ shape }: Branch, discriminator: string): string | undefined {
  const literal = shape?.[discriminator];
  const values = isSchema(literal) ? literal.def.values : undefined;
  return values?.map((value) => `\`${discriminator}: ${value}\``).join(' and ');
}

/** How one schema contains others. */
interface Wrapping {
  readonly innerType?: unknown;
  readonly in?: unknown;
  readonly out?: unknown;
  readonly options?: readonly unknown[];
  /** The key whose value selects one of the options. */
  readonly discriminator?: string;
  /** The values of a literal. */
  readonly values?: readonly unknown[];
}

function isSchema(schema: unknown): schema is { def: Branch & Wrapping } {
  return typeof schema === 'object' && schema !== null && 'def' in schema;
}

/** `; did you mean …?` for the nearest of `known`, or an empty text if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = closest(word, known, Math.max(2, word.length / 2));
  return nearest === undefined ? '' : `; did you mean \`${nearest}\`?`;
}
