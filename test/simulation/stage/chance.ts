import { seededRandom } from '@rowferry/simulator';

/** Chance that comes from a seed: the same questions in the same order get the same answers. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  is(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** A whole number; both ends are possible. */
  between(from: number, to: number): number;
}

export function chanceOf(seed: string): Chance {
  const next = seededRandom(seed);
  // The first numbers of seeds that differ in one letter are alike.
  for (let times = 0; times < 5; times++) next();
  return {
    next,
    is: (probability) => next() < probability,
    pick(values) {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new TypeError('nothing to pick from');
      return value;
    },
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
  };
}
