import type { Definition } from '../contract/definition.ts';
import { RowferryError } from '../contract/errors.ts';
import { suggest } from '../contract/options.ts';
import type { Target } from '../contract/target.ts';
import { isLasting, isMissing } from '../contract/target-error.ts';
import { FIRST_UNSENT_MAX } from './attempt-budget.ts';
import type { Requests } from './requests.ts';

/**
 * Asks the target for the definition of its object, before anything is sent. Returns `undefined` if the
 * target does not provide it.
 */
export async function describeTarget({ target, send }: Requests): Promise<Definition | undefined> {
  if (target.describe === undefined) return undefined;
  try {
    return await send('describe', (options) => describe(target, options), {
      unsentMax: FIRST_UNSENT_MAX,
    });
  } catch (error) {
    // The login may not read definitions, but may create jobs.
    if (isLasting(error)) return undefined;
    if (!isMissing(error)) throw error;
    const message = `the target has no object \`${target.object}\`; names are case-sensitive`;
    throw new RowferryError('OBJECT_UNKNOWN', message, { cause: error });
  }
}

async function describe(target: Target, options: { signal: AbortSignal }) {
  return (await target.describe?.(options)) as Definition;
}

/** Refuses a header that would make the target refuse every row. */
export function checkHeader(
  header: readonly string[],
  definition: Definition,
  { operation, systemFields: { id } }: Pick<Target, 'operation' | 'systemFields'>,
): void {
  const { object, columns } = definition;
  for (const name of header) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (name === id && operation === 'update') continue;
    if (column === undefined) {
      const known = Object.keys(columns).filter((other) => !columns[other]?.system);
      const message = `${object} has no column \`${name}\`${suggest(name, known)}`;
      throw new RowferryError('COLUMN_UNKNOWN', message);
    }
    if (column.system) {
      const message = `a file may not contain \`${name}\`: it is a system column of ${object}`;
      throw new RowferryError('COLUMN_FORBIDDEN', message);
    }
  }
  if (operation === 'update' && !header.includes(id)) {
    throw new RowferryError('COLUMN_REQUIRED', `an update needs the column \`${id}\``);
  }
  const missing = Object.keys(columns).filter((name) => {
    const column = columns[name];
    return (
      column?.required && !column.system && column.default === undefined && !header.includes(name)
    );
  });
  if (missing.length > 0) {
    const message = `${object} requires ${missing.map((name) => `\`${name}\``).join(', ')}: add ${missing.length === 1 ? 'it' : 'them'} to \`columns\``;
    throw new RowferryError('COLUMN_REQUIRED', message);
  }
}

/** Refuses a key that could not settle anything: created rows in doubt are looked up by the key. */
export function checkKey(
  key: string | undefined,
  { object, columns }: Definition,
  { operation, find }: Target,
): void {
  if (key === undefined || operation !== 'create' || find === undefined) return;
  const column = columns[key];
  // A unique column is filterable. A definition that marks no column as filterable proves nothing.
  const marksFilterable = Object.values(columns).some(({ filterable }) => filterable);
  if (!marksFilterable || column === undefined || column.filterable || column.unique) return;
  throw new RowferryError(
    'KEY_NOT_FILTERABLE',
    `\`key\` is \`${key}\`, but ${object} cannot be filtered by this column: make it filterable and unique, name another column, or leave \`key\` out`,
  );
}
