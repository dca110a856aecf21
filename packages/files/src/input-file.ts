import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOf, sourceFailed } from './failure.ts';

/** One input, as found when a read starts. */
export interface InputFile {
  /** The path in its plain form, or as the glob matched it. */
  readonly name: string;
  readonly kind: 'file' | 'pipe' | 'standard input';
  /** Absolute; `-` for standard input. */
  readonly path: string;
  /** Absent if it is not known before reading. */
  readonly sizeBytes?: number;
  /** When a file was changed last, in milliseconds since 1970. */
  readonly changedAt?: number;
}

/** Returns `undefined` if nothing has this name. */
export async function inspect(name: string, base: string): Promise<InputFile | undefined> {
  const path = resolve(base, name);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) {
      throw sourceFailed(`${name} is a folder; name its files, for example ${name}/*`);
    }
    await access(path, constants.R_OK);
    if (stats.isFile()) {
      return { name, kind: 'file', path, sizeBytes: stats.size, changedAt: stats.mtimeMs };
    }
    return { name, kind: stats.isFIFO() ? 'pipe' : 'file', path };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'SOURCE_FAILED') throw error;
    throw sourceFailed(`${name} cannot be read (${code}); check its permissions`, error);
  }
}
