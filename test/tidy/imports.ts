import { posix } from 'node:path';
import ts from 'typescript';
import { read } from './tree.ts';

/** Everything that a file imports, as it is written there; types included. */
export function importsOf(path: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(path), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** The files that a file imports by a relative path. */
export function neighboursOf(path: string): string[] {
  return importsOf(path)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(path), name));
}

/** The packages that a file imports, Node's own excepted. */
export function packagesImportedBy(path: string): string[] {
  return importsOf(path)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .map((name) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? name);
}
