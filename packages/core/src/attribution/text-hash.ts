import { at } from '../contract/assert.ts';

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit hash of a text. */
export function textHash(text: string): number {
  let last = 0;
  eachBeginning(text, (hash) => {
    last = hash;
  });
  return last;
}

/** Calls `visit` with the hash of each beginning of a text, in the order of their lengths. */
export function eachBeginning(text: string, visit: (hash: number) => void): void {
  let state = FNV_START;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), FNV_PRIME);
    visit(mixed(state));
  }
}

/** Spreads a hash over all its bits, as MurmurHash does at its end. */
function mixed(state: number): number {
  const one = Math.imul(state ^ (state >>> 16), 2246822507);
  const two = Math.imul(one ^ (one >>> 13), 3266489909);
  return (two ^ (two >>> 16)) >>> 0;
}

/** A set of 32-bit hashes with eight bytes for each, which may contain a few that were not added. */
export interface HashSet {
  add(hash: number): void;
  mayHave(hash: number): boolean;
}

export function hashSet(count: number): HashSet {
  const words = 2 ** Math.ceil(Math.log2(Math.max(32, 2 * count)));
  const bits = new Uint32Array(words);
  const wordOf = (hash: number) => (hash >>> 5) & (words - 1);
  return {
    add(hash) {
      bits[wordOf(hash)] = at(bits, wordOf(hash), 'word') | (1 << (hash & 31));
    },
    mayHave: (hash) => (at(bits, wordOf(hash), 'word') & (1 << (hash & 31))) !== 0,
  };
}
