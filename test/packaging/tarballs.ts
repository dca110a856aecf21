import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { printedBy } from '../world/started.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
const BLOCK_BYTES = 512;

/** A package as it is published. */
export interface Tarball {
  readonly path: string;
  /** The files, by their path in the package. */
  readonly files: ReadonlyMap<string, string>;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Builds what is not built yet and packs every package into `folder`. */
export async function packInto(folder: string): Promise<Tarball[]> {
  await printedBy([process.execPath, join(ROOT, 'scripts', 'run.cjs'), 'build'], { cwd: ROOT });
  const { packageManager } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const [pnpm] = String(packageManager).split('+');
  const pack = ['npx', '--yes', String(pnpm), '--recursive', 'pack', '--pack-destination', folder];
  await printedBy(pack, { cwd: ROOT });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  return Promise.all(names.map((name) => readTarball(join(folder, name))));
}

async function readTarball(path: string): Promise<Tarball> {
  const files = filesOf(gunzipSync(await readFile(path)));
  const manifest = JSON.parse(files.get('package.json') ?? '{}') as Manifest;
  return { path, files, manifest };
}

/** Reads a tar archive in which every path fits into its header. */
function filesOf(tar: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; at < tar.length; ) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    const name = field(header, 0, 100);
    if (name === '') break;
    const sizeBytes = Number.parseInt(field(header, 124, 12), 8);
    const prefix = field(header, 345, 155);
    const start = at + BLOCK_BYTES;
    const full = prefix === '' ? name : `${prefix}/${name}`;
    files.set(full.replace(/^package\//, ''), tar.toString('utf8', start, start + sizeBytes));
    at = start + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

function field(header: Buffer, start: number, length: number): string {
  return header.toString('latin1', start, start + length).replace(/\0.*$/s, '');
}
