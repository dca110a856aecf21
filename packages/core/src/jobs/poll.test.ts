import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollDelayMs } from './poll.ts';

const ms = fc.nat(100_000_000);
const job = fc.record({ ageMs: ms, usualMs: fc.option(ms, { nil: undefined }) });
const jobs = fc.array(job, { minLength: 1, maxLength: 5 });

const delayAt = (ageMs: number, usualMs?: number) => pollDelayMs([{ ageMs, usualMs }]);

describe('pollDelayMs', () => {
  it('is a quarter of a second or more, and at most two minutes behind half of the usual time', () => {
    fc.assert(
      fc.property(jobs, (some) => {
        const delay = pollDelayMs(some);
        expect(delay).toBeGreaterThanOrEqual(250);
        for (const { ageMs, usualMs = 0 } of some) {
          expect(delay).toBeLessThanOrEqual(Math.max(120_000, usualMs / 2 - ageMs));
        }
      }),
    );
  });

  it('is that of the job that needs the next look first', () => {
    fc.assert(
      fc.property(jobs, (some) => {
        expect(pollDelayMs(some)).toBe(Math.min(...some.map((one) => pollDelayMs([one]))));
      }),
    );
  });

  it('passes over the first half of the usual time', () => {
    expect(delayAt(0, 60_000)).toBe(30_000);
    expect(delayAt(20_000, 60_000)).toBe(10_000);
    expect(delayAt(30_000, 60_000)).toBe(2_400);
  });

  it.each([
    [2_000, 250],
    [10_000, 500],
    [60_000, 2_400],
    [600_000, 20_000],
    [7_200_000, 120_000],
  ])('looks at a job that usually takes %d ms every %d ms', (usualMs, gapMs) => {
    expect(delayAt(usualMs * 0.6, usualMs)).toBe(gapMs);
    expect(delayAt(usualMs, usualMs)).toBe(gapMs);
  });

  it('grows with the age of a job of which nothing is known, or which takes longer than usual', () => {
    expect([0, 2_000, 8_000, 60_000, 600_000].map((age) => delayAt(age))).toEqual([
      250, 250, 500, 2_400, 20_000,
    ]);
    expect([4_000, 60_000, 600_000].map((age) => delayAt(age, 2_000))).toEqual([
      500, 2_400, 20_000,
    ]);
  });
});
