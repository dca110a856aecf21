import { pathToFileURL } from 'node:url';
import { suggest } from '@rowferry/core/internal';
import { moduleResolve } from 'import-meta-resolve';
import { codeOf, Fault, textOf } from '../fault.ts';
import { importFile } from './import-file.ts';
import { type Kind, ownModule, SHORT_NAMES } from './short-names.ts';

/** What a module exports to make a source, target or plugin. */
export interface Used {
  /** Where the module was found. */
  readonly url: string;
  /** Its default export, or the export whose name is the short name. */
  readonly made: unknown;
}

/** Finds and imports what `use` names, from the migration's folder, the working directory, or here. */
export async function importUsed(kind: Kind, use: string, folder: string): Promise<Used> {
  const url = find(kind, use, folder);
  const exports = await importFile(url).catch((error: unknown) => {
    throw new Fault(`\`${use}\` was found at ${url}, but cannot be loaded: ${textOf(error)}`, {
      cause: error,
    });
  });
  const name = exportName(use);
  const made = exports['default'] ?? exports[name];
  if (made === undefined) {
    throw new Fault(
      `\`${use}\` (${url}) has neither a default export nor one named \`${name}\`; ` +
        `export a function that takes the options and returns the ${kind}`,
    );
  }
  return { url, made };
}

/** A module is never loaded from an address, which may contain a login. */
const ADDRESS = /^(?!file:)[a-z][a-z\d+.-]*:\/\//i;

function find(kind: Kind, use: string, folder: string): string {
  if (ADDRESS.test(use)) {
    throw new Fault(
      `\`use\` is an address, and a module is not loaded from one; download it, and write its path`,
    );
  }
  const names = namesFor(kind, use);
  const folders = isPath(use)
    ? [pathToFileURL(`${folder}/`)]
    : [pathToFileURL(`${folder}/`), pathToFileURL(`${process.cwd()}/`), new URL(import.meta.url)];
  for (const name of names) {
    for (const from of folders) {
      const url = resolveFrom(name, from);
      if (url !== undefined) return url;
    }
  }
  if (isPath(use)) {
    throw new Fault(`there is no file \`${use}\` in ${folder}; correct the path`);
  }
  throw new Fault(
    `there is no ${kind} \`${use}\`${suggest(use, Object.keys(SHORT_NAMES[kind])) || ';'} ` +
      `Tried ${names.join(', ')} from ${folder}, from the working directory and from rowferry ` +
      'itself; correct `use`, or install the package',
  );
}

/** The modules that `use` may mean, in the order of the search. */
export function namesFor(kind: Kind, use: string): readonly string[] {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(use)) return [use];
  return [officialName(kind, use), `rowferry-${kind}-${use}`, use];
}

function officialName(kind: Kind, use: string): string {
  const name = kind === 'target' ? use : `${kind}-${use}`;
  return ownModule(kind, use)?.module ?? `@rowferry/${name}`;
}

function isPath(use: string): boolean {
  return /^(?:\.{0,2}\/|file:)/.test(use);
}

/** Includes the export conditions that Node was started with. */
const conditions = new Set([
  'node',
  'import',
  ...process.execArgv.flatMap((argument) => /^(?:--conditions|-C)=(.+)$/.exec(argument)?.[1] ?? []),
]);

function resolveFrom(name: string, from: URL): string | undefined {
  try {
    const { href, protocol } = moduleResolve(name, from, conditions);
    // `use: zlib` means a source, never Node's own module.
    return protocol === 'node:' && !name.startsWith('node:') ? undefined : href;
  } catch (error) {
    if (codeOf(error)?.startsWith('ERR_') === true) return undefined;
    throw error;
  }
}

/** `@rowferry/source-jsonl`, `rowferry-source-jsonl` and `./sources/jsonl.mjs` are all `jsonl`. */
export function exportName(use: string): string {
  const last = use.split('/').at(-1) ?? use;
  return last
    .replace(/\.[cm]?[jt]s$/, '')
    .replace(/^(?:rowferry-)?(?:(?:source|target|plugin)-)?/, '')
    .replace(/-+(.)/g, (_, letter: string) => letter.toUpperCase());
}
