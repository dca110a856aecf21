import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../environment.ts';
import { codeOf, Fault, textOf } from '../fault.ts';
import { utf8Text } from '../text-file.ts';
import { importFile } from './import-file.ts';
import { checkMigration, isObject, type Migration } from './schema.ts';
import { fillIn, isVariableName, type Missing, variablesIn } from './variables.ts';

type Path = readonly (string | number)[];

/** A migration file that was read and has the right shape. Nothing in it is made yet. */
export interface ParsedMigration {
  readonly folder: string;
  readonly migration: Migration;
  /** The names of the variables in its source, target and plugins; none of a module. */
  readonly variables: readonly string[];
  /** Replaces `${NAME}` in the part of the migration at `path`. In a module it replaces nothing. */
  fill<T>(part: T, path: Path, environment: Environment): T;
  /** A fault of this file, with the line that `error`, or otherwise `path`, points to. */
  fault(error: unknown, path: Path, message: string): Fault;
}

/** Reads a migration: YAML or JSON, or the default export of a module. */
export async function readMigration(path: string): Promise<ParsedMigration> {
  const extension = extname(path).toLowerCase();
  if (/^\.(?:ya?ml|json)$/.test(extension)) return await readText(path);
  if (/^\.[cm]?[jt]s$/.test(extension)) return await readModule(path);
  throw new Fault(
    `${path}: the name of a migration file must end in .yaml, .yml, .json, .js, .mjs, .ts or .mts`,
  );
}

async function readText(path: string): Promise<ParsedMigration> {
  // Loaded only here, because a module does not need the YAML parser.
  const { parseMigration } = await import('./document.ts');
  const { value, place } = parseMigration(path, utf8Text(path, await readBytes(path)));
  if (value === null || value === undefined) throw new Fault(`${path} is empty; name a migration`);
  const fault = (error: unknown, at: Path, message: string) =>
    new Fault(`${place([...at, ...pathIn(error)])}: ${message}`, { cause: error });
  const migration = checked(path, value, 'text', fault);
  const { source, target, plugins } = migration;
  return {
    folder: dirname(resolve(path)),
    migration,
    variables: variablesIn([source, target, plugins]),
    fill(part, at, environment) {
      const missing: Missing[] = [];
      const filled = fillIn(part, environment, missing, at);
      const [first] = missing;
      if (first !== undefined) throw fault(undefined, first.path, missingText(missing));
      // Only strings within it have changed.
      return filled as typeof part;
    },
    fault,
  };
}

async function readModule(path: string): Promise<ParsedMigration> {
  utf8Text(path, await readBytes(path));
  const fault = (error: unknown, _: Path, message: string) =>
    new Fault(`${path}: ${message}`, { cause: error });
  const exports = await importFile(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw fault(error, [], `the module cannot be loaded: ${textOf(error)}`);
  });
  if (exports['default'] === undefined) {
    throw fault(
      undefined,
      [],
      'the module has no default export; export the migration as the default',
    );
  }
  return {
    folder: dirname(resolve(path)),
    migration: checked(path, exports['default'], 'module', fault),
    variables: [],
    fill: (part) => part,
    fault,
  };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new Fault(`${path}: there is no such file; correct the path`);
    if (code === 'EISDIR') throw new Fault(`${path} is a folder; name the migration file in it`);
    throw new Fault(`${path} cannot be read: ${textOf(error)}`, { cause: error });
  }
}

function checked(
  path: string,
  value: unknown,
  from: 'text' | 'module',
  fault: ParsedMigration['fault'],
): Migration {
  try {
    return checkMigration(path, value, from);
  } catch (error) {
    throw fault(error, [], textOf(error).slice(`${path}: `.length));
  }
}

function missingText(missing: readonly Missing[]): string {
  const wrong = missing.find(({ variable }) => !isVariableName(variable));
  if (wrong !== undefined) {
    // What is written there is not quoted, because it may be part of a secret.
    return `\`${wrong.path.join('.')}\`: a text between \`\${\` and \`}\` does not name an environment variable; write \`$\${\` for the characters themselves`;
  }
  const needs = missing.map(({ path, variable }) => `\`${path.join('.')}\` needs ${variable}`);
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const how = new Set(missing.map(({ isEmpty }) => (isEmpty ? 'empty' : 'not set')));
  const state = [...how].join(' or ');
  return `${needs.join(', ')}, which ${are} ${state} in the environment; export ${them} first`;
}

/** The part of the options that a failed check points to: the first unknown key, if there is one. */
function pathIn(error: unknown): Path {
  if (!(error instanceof TypeError)) return [];
  const issues = issuesOf(error.cause);
  const issue = issues.find(({ keys }) => Array.isArray(keys)) ?? issues[0];
  // Core names an option that contradicts another one only in the message.
  if (issue === undefined) return /^migrate: `([^`]+)`/.exec(error.message)?.[1]?.split('.') ?? [];
  const { path, keys } = issue;
  const steps = [...(Array.isArray(path) ? path : []), ...(Array.isArray(keys) ? keys : [])];
  return steps.filter((step) => typeof step === 'string' || typeof step === 'number');
}

function issuesOf(cause: unknown): readonly Readonly<Record<string, unknown>>[] {
  const issues = isObject(cause) ? cause['issues'] : undefined;
  return Array.isArray(issues) ? issues.filter(isObject) : [];
}
