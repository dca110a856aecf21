import { PACKAGES, read } from './tree.ts';

/** What the checks read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly engines?: { readonly node?: string };
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly publishConfig?: {
    readonly access?: string;
    readonly exports?: Readonly<Record<string, unknown>>;
  };
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export function manifestAt(path: string): Manifest {
  return JSON.parse(read(path)) as Manifest;
}

/** The manifest of each package by its folder. */
export const MANIFESTS: ReadonlyMap<string, Manifest> = new Map(
  PACKAGES.map((folder) => [folder, manifestAt(`packages/${folder}/package.json`)]),
);

/** The folder of a package of ours by its name on npm. */
export function folderOf(name: string): string | undefined {
  return [...MANIFESTS].find(([, manifest]) => manifest.name === name)?.[0];
}
