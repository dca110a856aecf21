import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { fullDelayMs, nextAttemptMs } from './backoff.ts';

function delayOf(failure: TargetFailure, facts: object = {}): number | undefined {
  const plain = { attempts: 1, wasLoginRefused: false, isSafe: true, chance: 0.5 };
  return nextAttemptMs({ failure, ...plain, ...facts });
}

describe('nextAttemptMs', () => {
  it('backs off with full jitter: from 0.5 s doubling to 30 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, chance) => {
          const delay = delayOf(
            { answer: 'lost', meaning: 'passing' },
            { attempts, chance },
          ) as number;
          expect(delay).toBeCloseTo(chance * Math.min(30_000, 500 * 2 ** (attempts - 1)), 3);
        },
      ),
    );
  });

  it('waits as long as Retry-After says, whatever the status', () => {
    for (const status of [429, 502, 503]) {
      expect(delayOf({ answer: 'lost', meaning: 'passing', status, waitMs: 7_000 })).toBe(7_000);
    }
  });

  it('waits at least as long as is known for a request that was never sent', () => {
    expect(delayOf({ answer: 'unsent', meaning: 'passing', waitMs: 9_000 })).toBe(9_000);
  });

  it('waits at least as long as a rate limit says', () => {
    expect(delayOf({ answer: 'refused', meaning: 'rate', waitMs: 9_000 })).toBe(9_000);
    expect(delayOf({ answer: 'refused', meaning: 'rate', waitMs: 1 })).toBe(250);
  });

  it('tries again at once after a login was refused, but only once', () => {
    expect(delayOf({ answer: 'refused', meaning: 'login' })).toBe(0);
    expect(
      delayOf({ answer: 'refused', meaning: 'login' }, { wasLoginRefused: true }),
    ).toBeUndefined();
  });

  it('never repeats an unsafe request that may have arrived, but always one that was never sent', () => {
    expect(delayOf({ answer: 'lost', meaning: 'passing' }, { isSafe: false })).toBeUndefined();
    expect(delayOf({ answer: 'lost', meaning: 'passing' }, { isSafe: false })).toBeUndefined();
    expect(delayOf({ answer: 'unsent', meaning: 'passing' }, { isSafe: false })).toBe(250);
    expect(delayOf({ answer: 'refused', meaning: 'rate' }, { isSafe: false })).toBe(250);
  });

  it('does not try again after a refusal, unless it is passing', () => {
    for (const meaning of ['full', 'too-large', 'missing', 'lasting', 'other'] as const) {
      expect(delayOf({ answer: 'refused', meaning })).toBeUndefined();
    }
    expect(delayOf({ answer: 'refused', meaning: 'passing' })).toBe(250);
  });

  it('does not try again at once after a rate limit that allows it', () => {
    expect(delayOf({ answer: 'refused', meaning: 'rate', waitMs: 0 }, { attempts: 9 })).toBe(
      15_000,
    );
  });
});

describe('fullDelayMs', () => {
  it('is 1 s doubling to 60 s, or what the answer says if that is longer', () => {
    expect([1, 2, 3, 6, 7, 8, 1000].map((attempts) => fullDelayMs({}, attempts, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(fullDelayMs({ waitMs: 90_000 }, 1, 0)).toBe(90_000);
    expect(fullDelayMs({ waitMs: 9e11 }, 1, 0)).toBe(3_600_000);
    expect(fullDelayMs({ waitMs: 100 }, 1, 0)).toBe(500);
  });
});
