import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetFailure } from '../contract/target-error.ts';
import { fullDelayMs, nextTryMs } from './backoff.ts';
import { isPermanent, isServiceLimit, isTenantFull, isTooLarge } from './failures.ts';
import { tryBudget } from './try-budget.ts';

function delayOf(failure: TargetFailure, facts: object = {}): number | undefined {
  const plain = { tries: 1, wasUnauthorized: false, isSafe: true, chance: 0.5 };
  return nextTryMs({ failure, ...plain, ...facts });
}

function isFull(failure: Omit<TargetFailure, 'answer'>): boolean {
  return isTenantFull({ answer: 'refused', ...failure });
}

describe('nextTryMs', () => {
  it('backs off with full jitter: from 0.5 s doubling to 30 s', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, chance) => {
          const delay = delayOf({ answer: 'lost' }, { tries, chance }) as number;
          expect(delay).toBeCloseTo(chance * Math.min(30_000, 500 * 2 ** (tries - 1)), 3);
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
});

describe('tryBudget', () => {
  it('ends after the given number of tries, not counting a 429', () => {
    const budget = tryBudget(() => 0, 3, 900);
    const refusal: TargetFailure = { answer: 'lost' };
    const wait: TargetFailure = { answer: 'refused', status: 429 };
    expect([wait, wait, refusal, wait, refusal].map((one) => budget.allows(one, 0))).toEqual(
      new Array(5).fill(true),
    );
    expect(budget.allows(refusal, 0)).toBe(false);
  });

  it('ends before a wait that would pass its deadline', () => {
    let now = 0;
    const budget = tryBudget(() => now, 100, 10);
    now = 4_000;
    expect(budget.allows({ answer: 'lost' }, 6_000)).toBe(true);
    expect(budget.allows({ answer: 'lost' }, 6_001)).toBe(false);
  });
});

describe('a 429 that names a wait', () => {
  const HOUR = 3_600_000;
  const waitOf = (ms: number): TargetFailure => ({
    answer: 'refused',
    status: 429,
    rateLimitResetMs: ms,
  });

  it('costs no time, up to an hour in total', () => {
    let now = 0;
    const budget = tryBudget(() => now, 100, 900);
    for (const minutes of [20, 20, 20]) {
      expect(budget.allows(waitOf(minutes * 60_000), minutes * 60_000)).toBe(true);
      now += minutes * 60_000;
    }
    expect(budget.allows(waitOf(1_200_000), 1_200_000)).toBe(false);
    expect(budget.allows({ answer: 'lost' }, 900_000)).toBe(true);
    expect(budget.allows({ answer: 'lost' }, 900_001)).toBe(false);
  });

  it('costs time if the wait is longer than an hour, as does a 429 without a wait', () => {
    const budget = tryBudget(() => 0, 100, 900);
    expect(budget.allows(waitOf(HOUR + 1), HOUR + 1)).toBe(false);
    expect(budget.allows({ answer: 'refused', status: 429 }, 900_001)).toBe(false);
    expect(budget.allows(waitOf(HOUR), HOUR)).toBe(true);
  });

  it('does not lead to an immediate try, even if it allows one', () => {
    expect(delayOf({ answer: 'refused', status: 429, retryAfterMs: 0 }, { tries: 9 })).toBe(15_000);
  });
});

describe('isTenantFull', () => {
  const status = fc.constantFrom(400, 409, 429, 500, 503);
  const resource = fc.integer({ min: 0, max: 999_999 }).map((number) => number * 100);

  it('recognises a full tenant by the last digits of a code, as a number or as text', () => {
    fc.assert(
      fc.property(
        status,
        resource,
        fc.constantFrom(50, 60, 61, 70),
        fc.boolean(),
        (at, base, end, isText) => {
          const apiCode = isText ? String(base + end) : base + end;
          expect(isFull({ status: at, apiCode })).toBe(true);
          expect(isFull({ status: 401, apiCode })).toBe(false);
          expect(isFull({ apiCode })).toBe(false);
        },
      ),
    );
  });

  it.each(['Concurrency reached', 'job LIMIT', 'Too many jobs', 'please retry later'])(
    'recognises a full tenant by the words %j',
    (apiMessage) => {
      fc.assert(fc.property(status, (at) => isFull({ status: at, apiMessage })));
      expect(isFull({ status: 404, apiMessage })).toBe(false);
      expect(isFull({ status: 400, apiCode: 'WORD', apiMessage })).toBe(true);
    },
  );

  it('never mistakes a bad request or a missing permission for a full tenant', () => {
    fc.assert(
      fc.property(status, resource, fc.constantFrom(12, 13, 14, 15), (at, base, end) => {
        const apiMessage = 'too many: the limit';
        expect(isFull({ status: at, apiCode: base + end, apiMessage })).toBe(false);
        expect(isFull({ status: at, apiCode: 71013020, apiMessage })).toBe(false);
        expect(isFull({ status: at, apiCode: '71013020', apiMessage })).toBe(false);
      }),
    );
    expect(isFull({ status: 400, apiMessage: 'no such object' })).toBe(false);
  });
});

describe('fullDelayMs', () => {
  it('is 1 s doubling to 60 s, or what the answer says if that is longer', () => {
    const refused: TargetFailure = { answer: 'refused' };
    expect([1, 2, 3, 6, 7, 8, 1000].map((tries) => fullDelayMs(refused, tries, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(fullDelayMs({ ...refused, retryAfterMs: 90_000 }, 1, 0)).toBe(90_000);
    expect(fullDelayMs({ ...refused, retryAfterMs: 9e11 }, 1, 0)).toBe(3_600_000);
    expect(fullDelayMs({ ...refused, status: 429, rateLimitResetMs: 5_000 }, 1, 0)).toBe(5_000);
    expect(fullDelayMs({ ...refused, status: 400, rateLimitResetMs: 5_000 }, 1, 0)).toBe(500);
  });
});

describe('the errors of a file and of a job', () => {
  it('show that a file is too large by a status, or by a 400 that says so', () => {
    expect(isTooLarge({ answer: 'refused', status: 413 })).toBe(true);
    expect(isTooLarge({ answer: 'refused', status: 400, apiMessage: 'File is too large' })).toBe(
      true,
    );
    expect(isTooLarge({ answer: 'refused', status: 400, apiMessage: 'Bad header' })).toBe(false);
    expect(isTooLarge({ answer: 'refused', status: 403, apiMessage: 'too large' })).toBe(false);
  });

  it('are permanent for permissions, unknown fields, missing objects and wrong headers, not for limits', () => {
    for (const code of [71012512, '71012513', 14, 71012515, 71012521, 71012540, 71013720]) {
      expect(isPermanent(code)).toBe(true);
    }
    for (const code of [undefined, '', 'WORD', 71012560, 71012523, 71012561]) {
      expect(isPermanent(code)).toBe(false);
    }
    expect([isServiceLimit(71012560), isServiceLimit('71012560'), isServiceLimit(60)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
