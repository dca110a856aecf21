import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.rowferry', 'coverage']);

/** Every file of the project by its path from the root; what a user keeps beside them is not ours. */
export const FILES: readonly string[] = (tracked() ?? [...walk(ROOT)]).sort();

/** The names of the folders in `packages`. */
export const PACKAGES: readonly string[] = [
  ...new Set(FILES.flatMap((path) => /^packages\/([^/]+)\/package\.json$/.exec(path)?.[1] ?? [])),
];

/** What ships of all packages: TypeScript in `src`, tests and fixtures excepted. */
export const SOURCES: readonly string[] = FILES.filter(
  (path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !isTest(path),
);

export const DOCUMENTS: readonly string[] = FILES.filter((path) => path.endsWith('.md'));

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.(test|fixture)\.ts$/.test(path);
}

export function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The files that git knows and that are there; `undefined` where this is no checkout. */
function tracked(): string[] | undefined {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) return undefined;
  return stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield relative(ROOT, path).split(sep).join('/');
  }
}
