import type { Chance } from './chance.ts';
import type { Inode } from './inode.ts';

/** The file with a name, now or before its folder was synced. */
type Entry = Inode | undefined;

/** The names of all files. Until its folder is synced, a power cut may undo what happened to a name. */
export class FileNames {
  readonly #now = new Map<string, Inode>();
  /** The previous files with a name since its folder was synced, the oldest first. */
  readonly #unsynced = new Map<string, Entry[]>();

  get(path: string): Entry {
    return this.#now.get(path);
  }

  entries(): IterableIterator<[string, Inode]> {
    return this.#now.entries();
  }

  put(path: string, inode: Entry): void {
    const previous = this.#unsynced.get(path);
    if (previous === undefined) this.#unsynced.set(path, [this.#now.get(path)]);
    else previous.push(this.#now.get(path));
    this.#set(path, inode);
  }

  /** Changes a name durably. */
  putDurably(path: string, inode: Entry): void {
    this.#unsynced.delete(path);
    this.#set(path, inode);
  }

  sync(folder: string): void {
    for (const path of this.#unsynced.keys()) {
      if (folderOf(path) === folder) this.#unsynced.delete(path);
    }
  }

  /** Each unsynced name randomly keeps its file or gets a previous one. Describes each change. */
  crash(chance: Chance): string[] {
    const changes: string[] = [];
    for (const [path, previous] of this.#unsynced) {
      if (chance.is(0.5)) continue;
      const inode = chance.pick<{ readonly was: Entry }>(previous.map((was) => ({ was }))).was;
      if (inode === this.#now.get(path)) continue;
      changes.push(`${path} is ${inode === undefined ? 'gone' : 'what it was before'}`);
      this.#set(path, inode);
    }
    this.#unsynced.clear();
    return changes;
  }

  #set(path: string, inode: Entry): void {
    if (inode === undefined) this.#now.delete(path);
    else this.#now.set(path, inode);
  }
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
