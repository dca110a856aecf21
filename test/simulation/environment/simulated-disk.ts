import type { Chance } from './chance.ts';
import { FileNames, folderOf } from './file-names.ts';
import type { Inode } from './inode.ts';

/** A disk in memory that survives processes. A power cut may remove what was not synced. */
export class SimulatedDisk {
  readonly names = new FileNames();
  readonly #folders = new Set(['/']);

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Creates a folder and its parents durably. */
  createFolder(path: string): void {
    for (let at = path; !this.#folders.has(at); at = folderOf(at)) this.#folders.add(at);
  }

  removeFolder(path: string): void {
    for (const name of this.pathsIn(`${path}/`)) this.names.putDurably(name, undefined);
    for (const folder of this.#folders) {
      if (folder === path || folder.startsWith(`${path}/`)) this.#folders.delete(folder);
    }
  }

  /** The paths of all files with this prefix. */
  pathsIn(prefix: string): string[] {
    return [...this.names.entries()].flatMap(([path]) => (path.startsWith(prefix) ? [path] : []));
  }

  /** The content of a file; `undefined` if it does not exist. */
  bytesOf(path: string): Uint8Array | undefined {
    return this.names.get(path)?.bytes;
  }

  /** Simulates a power cut. Returns a description of each loss. */
  crash(chance: Chance): string[] {
    const losses = this.names.crash(chance);
    const seen = new Set<Inode>();
    for (const [path, inode] of this.names.entries()) {
      if (seen.has(inode)) continue;
      seen.add(inode);
      const loss = inode.crash(chance);
      if (loss !== undefined) losses.push(`${path}: ${loss}`);
    }
    return losses;
  }
}
