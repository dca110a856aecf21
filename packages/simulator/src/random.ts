/** A sequence of numbers in [0, 1) that is the same for the same seed, on every machine. */
export function seededRandom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  }
  // Mulberry32: 32 bits of state are enough to decide which request gets a fault.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A random number of 32 bits. */
export function randomWord(random: () => number): number {
  return Math.floor(random() * 4294967296) >>> 0;
}

/** 32 hexadecimal digits, the form of Zuora's tokens and user ids. */
export function randomHex(random: () => number): string {
  let digits = '';
  for (let word = 0; word < 4; word++) digits += randomWord(random).toString(16).padStart(8, '0');
  return digits;
}

/** A version 4 UUID with dashes. */
export function randomUuid(random: () => number): string {
  return dashed(randomHex(random));
}

/** Formats 32 hexadecimal digits as a UUID: with dashes, version 4 and the variant. */
export function dashed(hex: string): string {
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  const middle = `${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${middle}-${hex.slice(20, 32)}`;
}

/** A shuffled copy. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other]!, copy[last]!];
  }
  return copy;
}
