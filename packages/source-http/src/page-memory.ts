const KEYS_MAX = 10_000;

/** Remembers pages, in bounded memory, to detect one that repeats. */
export interface PageMemory {
  /** Whether `key` is not remembered yet. May then remember it. */
  isNew(key: string): boolean;
}

/**
 * Remembers every page up to `keysMax`, then every second, every fourth and so on of all pages, and always
 * the first one. So a loop of pages is detected at once in a short read, and soon in any read.
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
