import type { Chance } from './chance.ts';

/** How to undo one change that is not synced yet. */
type Undo =
  | { readonly done: 'append'; readonly sizeBefore: number }
  | { readonly done: 'truncate'; readonly sizeBefore: number; readonly gone: Uint8Array };

/** The content of a file, and the part of it that a power cut may remove. */
export class Inode {
  #bytes = Buffer.alloc(256);
  #sizeBytes = 0;
  #unsynced: Undo[] = [];
  /** A power cut keeps exactly this many bytes, so that a process can die at a certain byte. */
  keptBytes: number | undefined;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The current content, as a view and not a copy. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#sizeBytes);
  }

  append(bytes: Uint8Array): void {
    const sizeBefore = this.#sizeBytes;
    const size = sizeBefore + bytes.length;
    if (size > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(size, 2 * this.#bytes.length));
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, sizeBefore);
    this.#sizeBytes = size;
    this.#unsynced.push({ done: 'append', sizeBefore });
  }

  truncate(size: number): void {
    const gone = Uint8Array.from(this.bytes.subarray(size));
    this.#unsynced.push({ done: 'truncate', sizeBefore: this.#sizeBytes, gone });
    this.#sizeBytes = size;
  }

  sync(): void {
    this.#unsynced = [];
  }

  /** Keeps a random number of the first unsynced changes. Returns a description of what was lost. */
  crash(chance: Chance): string | undefined {
    const undone = this.#unsynced;
    this.#unsynced = [];
    if (this.keptBytes !== undefined) {
      this.#sizeBytes = Math.min(this.#sizeBytes, this.keptBytes);
      this.keptBytes = undefined;
      return `keeps ${this.#sizeBytes} bytes`;
    }
    if (undone.length === 0 || chance.is(0.3)) return undefined;
    const kept = chance.is(0.3) ? 0 : chance.between(0, undone.length);
    const sizeBefore = this.#sizeBytes;
    for (const change of undone.slice(kept).reverse()) this.#undo(change);
    const last = undone[kept - 1];
    const tear = last?.done === 'append' ? this.#tear(last.sizeBefore, chance) : '';
    return `${sizeBefore} bytes become ${this.#sizeBytes}${tear}`;
  }

  #undo(change: Undo): void {
    if (change.done === 'truncate') this.#bytes.set(change.gone, this.#sizeBytes);
    this.#sizeBytes = change.sizeBefore;
  }

  /** The size of a file may reach the disk before its data. */
  #tear(from: number, chance: Chance): string {
    const at = chance.between(from, this.#sizeBytes);
    const filler = chance.pick(['none', 'none', 'none', 'zeros', 'garbage'] as const);
    if (filler === 'none') {
      this.#sizeBytes = at;
      return ', torn';
    }
    for (let index = at; index < this.#sizeBytes; index++) {
      this.#bytes[index] = filler === 'zeros' ? 0 : chance.between(0, 255);
    }
    return `, ${filler} from byte ${at}`;
  }
}
