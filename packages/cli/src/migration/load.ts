import {
  type ErrorCode,
  type MigrateOptions,
  type Plugin,
  RowferryError,
  type SourceInput,
  type Target,
} from '@rowferry/core';
import type { Parts } from '@rowferry/core/internal';
import type { Dispatcher } from 'undici';
import type { Environment } from '../environment.ts';
import { messageOf } from '../failure.ts';
import { Fault, textOf } from '../fault.ts';
import { importUsed } from './modules.ts';
import { partsOf, secretsOf } from './parts.ts';
import { type ParsedMigration, readMigration } from './read.ts';
import { isObject, isUse, type Migration } from './schema.ts';
import { type Kind, ownModule } from './short-names.ts';

/** The second argument of a factory, after its options. */
export interface FactoryContext {
  /** The folder of the migration file. Relative paths in options are relative to it. */
  readonly base: string;
}

/** A migration that is ready to run. */
export interface LoadedMigration {
  readonly source: SourceInput;
  readonly options: Pick<MigrateOptions, 'columns' | 'target' | 'key' | 'onMissing' | 'jobs'> & {
    readonly plugins: readonly Plugin[];
  };
  /** What decides in its source, target and plugins. */
  readonly decides: Parts;
  /** Adds the place in the file to the message of an error that `migrate` threw. */
  locateError(error: unknown): unknown;
}

/** How a migration is loaded. */
export interface LoadOptions {
  /** The proxy for requests of the source and the target. */
  readonly dispatcher?: Dispatcher | undefined;
  /** Whether the source is made; otherwise an empty source replaces it. */
  readonly isSourceNeeded?: boolean | undefined;
}

/** Reads a migration file and makes everything that it names. Throws a `Fault` for every error in it. */
export async function loadMigration(
  path: string,
  environment: Environment,
  { dispatcher, isSourceNeeded = true }: LoadOptions = {},
): Promise<LoadedMigration> {
  const parsed = await readMigration(path);
  const wanted = isSourceNeeded ? parsed.migration : { ...parsed.migration, source: [] };
  const filled = parsed.fill(wanted, [], environment);
  const { source, plugins = [], target, ...rest } = withProxy(filled, dispatcher);
  const { columns, key, onMissing, jobs } = rest;
  const made = {
    source: isSourceNeeded ? await makeFrom('source', source, ['source'], parsed, isSource) : [],
    target: await makeFrom('target', target, ['target'], parsed, isTarget),
    plugins: [] as Plugin[],
  };
  for (const [index, plugin] of plugins.entries()) {
    made.plugins.push(await makeFrom('plugin', plugin, ['plugins', index], parsed, isPlugin));
  }
  return {
    source: made.source,
    options: {
      columns,
      key,
      onMissing,
      jobs,
      target: made.target,
      plugins: made.plugins,
    },
    decides: partsOf(filled, made, secretsOf(environment, parsed.variables)),
    locateError: (error) => locateError(error, parsed),
  };
}

/** The part of a migration to look at for each error code. */
const PLACES: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  COLUMN_FORBIDDEN: ['columns'],
  COLUMN_REQUIRED: ['columns'],
  COLUMN_UNKNOWN: ['columns'],
  CREATE_REFUSED: ['target'],
  KEY_NOT_FILTERABLE: ['key'],
  MIGRATION_CHANGED: [],
  OBJECT_UNKNOWN: ['target', 'object'],
  RETRIES_EXHAUSTED: ['target'],
  SOURCE_FAILED: ['source'],
  SOURCE_UNREACHABLE: ['source'],
  TARGET_FAILED: ['target'],
  UPDATE_WOULD_RESET: ['columns'],
};

function locateError(error: unknown, { fault }: ParsedMigration): unknown {
  if (error instanceof TypeError && error.message.startsWith('migrate: ')) {
    return fault(error, [], error.message.slice('migrate: '.length));
  }
  const place = error instanceof RowferryError ? placeOf(error) : undefined;
  if (place === undefined) return error;
  return fault(error, place, messageOf(error));
}

function placeOf({ code, message }: RowferryError): readonly string[] | undefined {
  if (code !== 'FIELD_UNKNOWN') return PLACES[code];
  // Core names the column, or the plugin, only in the message.
  const column = /^`columns\.(.+?)`/.exec(message)?.[1];
  return column === undefined ? ['plugins'] : ['columns', column];
}

/** Returns the object that a module's factory makes, or that a migration module already contains. */
async function makeFrom<T>(
  kind: Kind,
  given: unknown,
  path: readonly (string | number)[],
  { folder, fault }: ParsedMigration,
  isWanted: (value: unknown) => value is T,
): Promise<T> {
  if (!isUse(given)) {
    if (isWanted(given)) return given;
    throw fault(undefined, path, `this is not a ${kind}`);
  }
  const { use, ...options } = given;
  try {
    const { made, url } = await importUsed(kind, use, folder);
    const result: unknown =
      typeof made === 'function' ? await made(options, { base: folder }) : made;
    if (!isWanted(result)) throw new Fault(`\`${use}\` (${url}) does not provide a ${kind}`);
    if (typeof made !== 'function' && Object.keys(options).length > 0) {
      throw new Fault(`\`${use}\` is an object, not a function: it takes no options`);
    }
    return result;
  } catch (error) {
    throw fault(error, path, `${kind}: ${textOf(error)}`);
  }
}

function withProxy(migration: Migration, dispatcher: Dispatcher | undefined): Migration {
  const { source, target } = migration;
  const through = <T>(kind: Kind, given: T) => {
    const takesProxy = isUse(given) && ownModule(kind, given.use)?.takesProxy === true;
    return takesProxy ? { dispatcher, ...given } : given;
  };
  if (dispatcher === undefined) return migration;
  return { ...migration, source: through('source', source), target: through('target', target) };
}

function isSource(value: unknown): value is SourceInput {
  if (!isObject(value)) return false;
  return 'read' in value || Symbol.asyncIterator in value || Symbol.iterator in value;
}

function isTarget(value: unknown): value is Target {
  return isObject(value) && 'create' in value && 'limits' in value;
}

function isPlugin(value: unknown): value is Plugin {
  return isObject(value) && typeof value['name'] === 'string';
}
