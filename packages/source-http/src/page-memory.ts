const KEYS_MAX = 10_000;

/** Remembers pages, in bounded memory, to tell one that comes back. */
export interface PageMemory {
  /** Whether `key` is not among those that are remembered; remembers it. */
  isNew(key: string): boolean;
}

/**
 * Remembers every page up to `keysMax`, then every second, every fourth and so on of all pages, the
 * first one always. So pages that go in a circle are found at once in a short read, and in any read
 * before long.
 */
export function pageMemory(keysMax: number = KEYS_MAX): PageMemory {
  let remembered = new Set<string>();
  let step = 1;
  let count = 0;
  return {
    isNew(key) {
      if (remembered.has(key)) return false;
      if (count % step === 0) remembered.add(key);
      count += 1;
      if (remembered.size > keysMax) {
        remembered = new Set([...remembered].filter((_, index) => index % 2 === 0));
        step *= 2;
      }
      return true;
    },
  };
}
