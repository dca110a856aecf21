import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { fullDelayMs, nextAttemptMs } from './backoff.ts';

function delayOf(failure: TargetFailure, facts: object = {}): number | undefined {
  const plain = { attempts: 1, wasUnauthorized: false, isSafe: true, chance: 0.5 };
  return nextAttemptMs({ failure, ...plain, ...facts });
}

describe('nextAttemptMs', () => {
  it('backs off with full jitter: from 0.5 s doubling to 30 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, chance) => {
          const delay = delayOf({ answer: 'lost' }, { attempts, chance }) as number;
          expect(delay).toBeCloseTo(chance * Math.min(30_000, 500 * 2 ** (attempts - 1)), 3);
        },
      ),
    );
  });

  it('waits as long as Retry-After says, whatever the status', () => {
    for (const status of [429, 502, 503]) {
      expect(delayOf({ answer: 'lost', status, retryAfterMs: 7_000 })).toBe(7_000);
    }
  });

  it('uses RateLimit-Reset only on a 429 without Retry-After', () => {
    expect(delayOf({ answer: 'refused', status: 429, rateLimitResetMs: 9_000 })).toBe(9_000);
    expect(
      delayOf({ answer: 'refused', status: 429, rateLimitResetMs: 9_000, retryAfterMs: 1_000 }),
    ).toBe(1_000);
    expect(delayOf({ answer: 'lost', status: 503, rateLimitResetMs: 9_000 })).toBe(250);
  });

  it('tries again at once after a 401, but only once', () => {
    expect(delayOf({ answer: 'refused', status: 401 })).toBe(0);
    expect(delayOf({ answer: 'refused', status: 401 }, { wasUnauthorized: true })).toBeUndefined();
  });

  it('never repeats an unsafe request that may have arrived, but always one that was never sent', () => {
    expect(delayOf({ answer: 'lost' }, { isSafe: false })).toBeUndefined();
    expect(delayOf({ answer: 'lost', status: 503 }, { isSafe: false })).toBeUndefined();
    expect(delayOf({ answer: 'unsent' }, { isSafe: false })).toBe(250);
    expect(delayOf({ answer: 'refused', status: 429 }, { isSafe: false })).toBe(250);
  });

  it('does not try again after a refusal, unless its category is temporary', () => {
    for (const status of [400, 403, 404, 413]) {
      expect(delayOf({ answer: 'refused', status })).toBeUndefined();
    }
    for (const apiCode of [71012550, 71012560, '71012561', 70, 50000099]) {
      expect(delayOf({ answer: 'refused', status: 400, apiCode })).toBe(250);
    }
  });

  it('does not try again at once after a 429 that allows it', () => {
    expect(delayOf({ answer: 'refused', status: 429, retryAfterMs: 0 }, { attempts: 9 })).toBe(
      15_000,
    );
  });
});

describe('fullDelayMs', () => {
  it('is 1 s doubling to 60 s, or what the answer says if that is longer', () => {
    const refused: TargetFailure = { answer: 'refused' };
    expect([1, 2, 3, 6, 7, 8, 1000].map((attempts) => fullDelayMs(refused, attempts, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(fullDelayMs({ ...refused, retryAfterMs: 90_000 }, 1, 0)).toBe(90_000);
    expect(fullDelayMs({ ...refused, retryAfterMs: 9e11 }, 1, 0)).toBe(3_600_000);
    expect(fullDelayMs({ ...refused, status: 429, rateLimitResetMs: 5_000 }, 1, 0)).toBe(5_000);
    expect(fullDelayMs({ ...refused, status: 400, rateLimitResetMs: 5_000 }, 1, 0)).toBe(500);
  });
});
