import { realpath } from 'node:fs/promises';
import { isAbsolute, normalize, relative, resolve, sep } from 'node:path';
import type { RowferryError } from '@rowferry/core';
import { glob } from 'tinyglobby';
import { sourceFailed } from './failure.ts';
import { globHint, globPattern, hasWildcard } from './glob-pattern.ts';
import { type InputFile, inspect } from './input-file.ts';

const STANDARD_INPUT = '-';

/** The inputs that `paths` name, each once, in the order in which they are read. */
export async function findFiles(paths: readonly string[], base: string): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const path of paths) {
    for (const file of await filesOf(path, base)) {
      if (!found.has(file.path)) found.set(file.path, file);
    }
  }
  return [...found.values()];
}

/**
 * The real paths, sizes and times of change of these files, the same however the paths are written; `undefined`
 * if one of them is a pipe, standard input or something else whose content changes. A path in the working
 * directory starts from there, so that both can be moved. Fails as a read would.
 */
export async function identityOf(
  paths: readonly string[],
  base: string,
): Promise<string | undefined> {
  const known: (readonly [string, number, number])[] = [];
  for (const { path, sizeBytes, changedAt } of await findFiles(paths, base)) {
    if (sizeBytes === undefined || changedAt === undefined) return undefined;
    known.push([await fromHere(await realpath(path)), sizeBytes, changedAt]);
  }
  return JSON.stringify(known);
}

async function fromHere(path: string): Promise<string> {
  const short = relative(await realpath('.'), path);
  return isAbsolute(short) || short.split(sep)[0] === '..' ? path : short;
}

/** A path or a glob in one form for all ways to write it; relative if it is. */
export function plainPath(path: string): string {
  if (path === STANDARD_INPUT) return path;
  const plain = normalize(path).replace(/(?<=.)[/\\]$/, '');
  return plain === STANDARD_INPUT ? `.${sep}${plain}` : plain;
}

/** What decides which files are read, in which order, and what they are called. */
export function plainFiles(paths: readonly string[], base: string): object {
  return { base: plainPath(base), paths: [...new Set(paths.map(plainPath))] };
}

async function filesOf(path: string, base: string): Promise<InputFile[]> {
  if (path === STANDARD_INPUT) return [{ name: path, kind: 'standard input', path }];
  const literal = await inspect(plainPath(path), base);
  if (literal !== undefined) return [literal];
  const pattern = globPattern(path);
  if (!hasWildcard(pattern)) throw missing(path, base);
  const names = await glob(pattern, {
    cwd: resolve(base),
    absolute: isAbsolute(path),
    expandDirectories: false,
  });
  if (names.length === 0) {
    throw sourceFailed(
      `${path} matches no file in ${resolve(base)}; correct the glob${globHint(path)}`,
    );
  }
  const files: InputFile[] = [];
  for (const name of names.sort()) {
    const file = await inspect(name, base);
    if (file === undefined) throw missing(name, base);
    files.push(file);
  }
  return files;
}

function missing(name: string, base: string): RowferryError {
  return sourceFailed(
    `${name} does not exist: looked for ${resolve(base, name)}; correct the path${globHint(name)}`,
  );
}
