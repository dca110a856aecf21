import { seededRandom } from '@rowferry/simulator';

/** Chance that comes from a seed. */
export interface Chance {
  next(): number;
  is(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** A whole number; both ends are possible. */
  between(from: number, to: number): number;
}

export function chanceFrom(seed: number): Chance {
  const next = seededRandom(`crash-${seed}`);
  for (let times = 0; times < 5; times++) next(); // the first of seeds that are alike are alike
  return {
    next,
    is: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
  };
}
