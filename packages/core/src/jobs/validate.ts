import type { Definition } from '../contract/definition.ts';
import { RowferryError } from '../contract/errors.ts';
import { suggest } from '../contract/options.ts';
import type { Target } from '../contract/target.ts';
import { isLasting, isMissing } from '../contract/target-error.ts';
import type { Columns } from '../values/columns.ts';
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

/**
 * Refuses columns that would make the target refuse every row, and an update that would reset columns
 * unless `onMissing` allows it. Without a definition, only an update is checked.
 */
export function checkColumns(
  columns: Columns,
  definition: Definition | undefined,
  target: Target,
  onMissing: 'reset' | undefined,
): void {
  const header = Object.keys(columns);
  const idColumn = target.operation === 'update' ? idColumnOf(target, definition) : undefined;
  if (definition !== undefined) checkNames(header, definition, idColumn);
  if (idColumn !== undefined) {
    if (isConstant(columns, idColumn))
      throw new RowferryError('COLUMN_REQUIRED', constantId(idColumn));
    checkUpdate(header, definition, target, idColumn, onMissing);
  }
  if (definition !== undefined) checkRequired(header, definition);
}

/** Whether a column has the same value in every row. */
export function isConstant(columns: Columns, name: string): boolean {
  const column = columns[name];
  return typeof column === 'object' && 'value' in column;
}

/** What is wrong with an update whose id is a constant. */
export function constantId(name: string): string {
  return `\`columns.${name}\`: a constant would send every update to the same record; name the field that contains its id`;
}

/** The column of an update's file that contains the id of the stored record. */
export function idColumnOf({ systemFields }: Target, definition: Definition | undefined): string {
  return definition?.idColumn ?? systemFields.id;
}

function checkNames(
  header: readonly string[],
  { object, columns }: Definition,
  idColumn: string | undefined,
): void {
  for (const name of header) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (name === idColumn) continue;
    if (column === undefined) {
      const known = Object.keys(columns).filter((other) => !columns[other]?.system);
      if (idColumn !== undefined) known.push(idColumn);
      const message = `${object} has no column \`${name}\`${suggest(name, known)}`;
      throw new RowferryError('COLUMN_UNKNOWN', message);
    }
    if (column.system) {
      const message = `a file may not contain \`${name}\`: it is a system column of ${object}`;
      throw new RowferryError('COLUMN_FORBIDDEN', message);
    }
  }
}

/** An update replaces the whole record: each column that its file lacks gets its default. */
function checkUpdate(
  header: readonly string[],
  definition: Definition | undefined,
  { object, systemFields }: Target,
  idColumn: string,
  onMissing: 'reset' | undefined,
): void {
  if (!header.includes(idColumn)) {
    throw new RowferryError(
      'COLUMN_REQUIRED',
      `an update needs the column \`${idColumn}\`: add it to \`columns\`, with the field that contains the id of the stored record`,
    );
  }
  if (onMissing === 'reset') return;
  if (definition === undefined) {
    throw new RowferryError(
      'UPDATE_WOULD_RESET',
      `an update sets every column that \`columns\` does not list to its default, and the definition of ${object} cannot be read to see whether there are any; let the login read it, or say \`onMissing: reset\` if that is meant`,
    );
  }
  const own = new Set([...header, ...Object.values(systemFields)]);
  const missing = Object.entries(definition.columns)
    .filter(([name, { system }]) => !system && !own.has(name))
    .map(([name]) => name);
  if (missing.length === 0) return;
  const [what, them] =
    missing.length === 1
      ? ['a column to its default', 'it']
      : ['columns to their defaults', 'them'];
  throw new RowferryError(
    'UPDATE_WOULD_RESET',
    `this update would set ${what} in every record, because \`columns\` does not list ${them}: ${listed(missing)}; list ${them}, or say \`onMissing: reset\` if that is meant`,
  );
}

function checkRequired(header: readonly string[], { object, columns }: Definition): void {
  const missing = Object.keys(columns).filter((name) => {
    const column = columns[name];
    return (
      column?.required && !column.system && column.default === undefined && !header.includes(name)
    );
  });
  if (missing.length === 0) return;
  const message = `${object} requires ${listed(missing)}: add ${missing.length === 1 ? 'it' : 'them'} to \`columns\``;
  throw new RowferryError('COLUMN_REQUIRED', message);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
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
