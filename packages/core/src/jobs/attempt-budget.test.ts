import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { attemptBudget } from './attempt-budget.ts';

describe('attemptBudget', () => {
  it('ends after the given number of attempts, not counting a rate limit', () => {
    const budget = attemptBudget(() => 0, 3, 900);
    const refusal: TargetFailure = { answer: 'lost', meaning: 'passing' };
    const wait: TargetFailure = { answer: 'refused', meaning: 'rate' };
    expect([wait, wait, refusal, wait, refusal].map((one) => budget.allows(one, 0))).toEqual(
      new Array(5).fill(true),
    );
    expect(budget.allows(refusal, 0)).toBe(false);
  });

  it('ends before a wait that would pass its deadline', () => {
    let now = 0;
    const budget = attemptBudget(() => now, 100, 10);
    now = 4_000;
    expect(budget.allows({ answer: 'lost', meaning: 'passing' }, 6_000)).toBe(true);
    expect(budget.allows({ answer: 'lost', meaning: 'passing' }, 6_001)).toBe(false);
  });
});

describe('a rate limit that names a wait', () => {
  const HOUR = 3_600_000;
  const waitOf = (ms: number): TargetFailure => ({
    answer: 'refused',
    meaning: 'rate',
    waitMs: ms,
  });

  it('costs no time, up to an hour in total', () => {
    let now = 0;
    const budget = attemptBudget(() => now, 100, 900);
    for (const minutes of [20, 20, 20]) {
      expect(budget.allows(waitOf(minutes * 60_000), minutes * 60_000)).toBe(true);
      now += minutes * 60_000;
    }
    expect(budget.allows(waitOf(1_200_000), 1_200_000)).toBe(false);
    expect(budget.allows({ answer: 'lost', meaning: 'passing' }, 900_000)).toBe(true);
    expect(budget.allows({ answer: 'lost', meaning: 'passing' }, 900_001)).toBe(false);
  });

  it('costs time if the wait is longer than an hour, as does a rate limit without a wait', () => {
    const budget = attemptBudget(() => 0, 100, 900);
    expect(budget.allows(waitOf(HOUR + 1), HOUR + 1)).toBe(false);
    expect(budget.allows({ answer: 'refused', meaning: 'rate' }, 900_001)).toBe(false);
    expect(budget.allows(waitOf(HOUR), HOUR)).toBe(true);
  });
});
