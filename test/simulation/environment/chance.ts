import { seededRandom } from '@rowferry/simulator';

/** Random decisions from a seed: the same calls in the same order return the same values. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  is(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** An integer; both bounds are possible. */
  between(from: number, to: number): number;
}

export function chanceOf(seed: string): Chance {
  const next = seededRandom(seed);
  // Seeds that differ in one character have similar first numbers.
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
