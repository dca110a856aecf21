import { fileURLToPath } from 'node:url';
import { codeOf } from '../fault.ts';
import { isObject } from './schema.ts';
import { OWN_MODULES } from './short-names.ts';

/** The error codes of Node for a TypeScript file that it cannot import. */
const NEEDS_LOADER = [
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_MODULE_NOT_FOUND',
];

/** The exports of a JavaScript or TypeScript file. */
export async function importFile(url: string): Promise<Readonly<Record<string, unknown>>> {
  return asExports(/\.[cm]?ts$/.test(url) ? await importTypeScript(url) : await import(url));
}

/** Lets Node import the file if it can: modules are then shared with the rest of the program. */
async function importTypeScript(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    const isOfSyntax = error instanceof SyntaxError || NEEDS_LOADER.includes(codeOf(error) ?? '');
    if (!isOfSyntax) throw error;
    return await importThroughLoader(url);
  }
}

/** Imports a TypeScript file that Node cannot import. */
export async function importThroughLoader(url: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const loader = createJiti(import.meta.url, {
    // A second copy of core would not recognise the errors of the first.
    nativeModules: ['@rowferry/core', 'rowferry', ...OWN_MODULES],
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
  });
  return await loader.import(fileURLToPath(url));
}

function asExports(module: unknown): Readonly<Record<string, unknown>> {
  return isObject(module) ? module : {};
}
