import { canonicalCell, canonicalNumber } from '../values/canonical-cell.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const BETWEEN_GROUPS = /(?<=\d)[\s,'’_](?=\d)/g;

/**
 * Returns one text for all keys that a server may treat as equal: in another Unicode form or case, trimmed,
 * another spelling of the same number, or a UUID with and without dashes.
 */
export function comparableKey(key: string): string {
  const folded = key.normalize('NFKC').trim().toLowerCase();
  const plain = UUID.test(folded) ? folded.replaceAll('-', '') : folded;
  return canonicalNumber(plain.replace(BETWEEN_GROUPS, '')) ?? canonicalCell(plain);
}

/** An evenly distributed 64-bit hash. Two lanes multiply and mix the characters, as MurmurHash does. */
export function hashOf(key: string): { readonly high: number; readonly low: number } {
  const text = comparableKey(key);
  let one = 0x9e3779b9;
  let two = 0x85ebca6b;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    two = Math.imul(two ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return { high: two >>> 0, low: one >>> 0 };
}
