import type { Chance } from './chance.ts';
import type { Inode } from './inode.ts';

/** What stands under a name, or stood before the folder was synced. */
type Under = Inode | undefined;

/** The names of all files: each may be another after a power cut until its folder is synced. */
export class FileNames {
  readonly #now = new Map<string, Inode>();
  /** What stood under a name since its folder was synced, the oldest first. */
  readonly #unsynced = new Map<string, Under[]>();

  get(path: string): Under {
    return this.#now.get(path);
  }

  entries(): IterableIterator<[string, Inode]> {
    return this.#now.entries();
  }

  put(path: string, inode: Under): void {
    const stood = this.#unsynced.get(path);
    if (stood === undefined) this.#unsynced.set(path, [this.#now.get(path)]);
    else stood.push(this.#now.get(path));
    this.#set(path, inode);
  }

  /** The name stands from now on, whatever happens. */
  putDurably(path: string, inode: Under): void {
    this.#unsynced.delete(path);
    this.#set(path, inode);
  }

  sync(folder: string): void {
    for (const path of this.#unsynced.keys()) {
      if (folderOf(path) === folder) this.#unsynced.delete(path);
    }
  }

  /** Each name is what it is, or what it was, by chance; says in words what changed. */
  crash(chance: Chance): string[] {
    const changes: string[] = [];
    for (const [path, stood] of this.#unsynced) {
      if (chance.is(0.5)) continue;
      const inode = chance.pick<{ readonly was: Under }>(stood.map((was) => ({ was }))).was;
      if (inode === this.#now.get(path)) continue;
      changes.push(`${path} is ${inode === undefined ? 'gone' : 'what it was before'}`);
      this.#set(path, inode);
    }
    this.#unsynced.clear();
    return changes;
  }

  #set(path: string, inode: Under): void {
    if (inode === undefined) this.#now.delete(path);
    else this.#now.set(path, inode);
  }
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
