import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { RowferryError } from '@rowferry/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { codeOf, sourceFailed } from './failure.ts';

const STANDARD_INPUT = '-';

/** One input, as found when a read starts. */
export interface InputFile {
  /** The path as the user wrote it, or as the glob matched it. */
  readonly name: string;
  readonly kind: 'file' | 'pipe' | 'standard input';
  /** Absolute; `-` for standard input. */
  readonly path: string;
  /** Absent if it is not known before reading. */
  readonly sizeBytes?: number;
}

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

async function filesOf(path: string, base: string): Promise<InputFile[]> {
  if (path === STANDARD_INPUT) return [{ name: path, kind: 'standard input', path }];
  const literal = await inspect(path, base);
  if (literal !== undefined) return [literal];
  if (!isDynamicPattern(path)) throw missing(path, base);
  const names = await glob(path, {
    cwd: resolve(base),
    absolute: isAbsolute(path),
    expandDirectories: false,
  });
  if (names.length === 0) {
    throw sourceFailed(`${path} matches no file in ${resolve(base)}; correct the glob`);
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
    `${name} does not exist: looked for ${resolve(base, name)}; correct the path`,
  );
}

/** Returns `undefined` if nothing has this name. */
async function inspect(name: string, base: string): Promise<InputFile | undefined> {
  const path = resolve(base, name);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      throw sourceFailed(`${name} is a folder; name its files, for example ${name}/*`);
    }
    await access(path, constants.R_OK);
    if (stats.isFile()) return { name, kind: 'file', path, sizeBytes: stats.size };
    return { name, kind: stats.isFIFO() ? 'pipe' : 'file', path };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'SOURCE_FAILED') throw error;
    throw sourceFailed(`${name} cannot be read (${code}); check its permissions`, error);
  }
}
