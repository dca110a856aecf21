import { seededRandom } from '@rowferry/simulator';

/** Random decisions from a seed. */
export interface Chance {
  next(): number;
  is(probability: number): boolean;
  pick<T>(values: readonly T[]): T;
  /** An integer; both bounds are possible. */
  between(from: number, to: number): number;
}

export function chanceFrom(seed: number): Chance {
  const next = seededRandom(`crash-${seed}`);
  for (let times = 0; times < 5; times++) next(); // similar seeds have similar first numbers
  return {
    next,
    is: (probability) => next() < probability,
    pick: (values) => values[Math.floor(next() * values.length)] as (typeof values)[number],
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
  };
}
