import { dashed, randomWord } from '../random.ts';

const ODD = 0x9e3779b1;
/** ODD times this is 1, modulo 2^32. */
const INVERSE = 0x0e8b2f51;

/**
 * Record ids that need no memory: the first eight digits encode the ordinal and the other digits
 * follow from them, so an id yields its record without an index of a million strings.
 */
export interface RecordIds {
  idOf(ordinal: number): string;
  /** The ordinal of an id that `idOf` returns; `undefined` for any other id. */
  ordinalOf(id: string): number | undefined;
}

export function createRecordIds(random: () => number): RecordIds {
  const salt = randomWord(random);
  const words = [randomWord(random), randomWord(random), randomWord(random)];

  function idOf(ordinal: number): string {
    const first = (Math.imul(ordinal, ODD) ^ salt) >>> 0;
    let hex = first.toString(16).padStart(8, '0');
    for (const word of words)
      hex += mix(first ^ word)
        .toString(16)
        .padStart(8, '0');
    return dashed(hex);
  }

  return {
    idOf,
    ordinalOf(id) {
      const first = Number.parseInt(id.slice(0, 8), 16);
      const ordinal = Math.imul((first ^ salt) >>> 0, INVERSE) >>> 0;
      return idOf(ordinal) === id.toLowerCase() ? ordinal : undefined;
    },
  };
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
