import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollPlan } from './poll-plan.ts';

const ms = fc.nat(100_000_000);
const job = fc.record({ ageMs: ms, usualMs: fc.option(ms, { nil: undefined }) });
const jobs = fc.array(job, { minLength: 1, maxLength: 5 });
const spread = fc.double({ min: 0, max: 1, noNaN: true });
/** As if anything from a half to one and a half of the usual time were likely. */
const UNKNOWN = 0.25;

const delayAt = (ageMs: number, usualMs?: number, some = UNKNOWN) =>
  pollPlan(() => 0).delayMs([{ ageMs, usualMs }], some);

describe('the next look at jobs', () => {
  it('is never at once, and at most two minutes after the time at which a job is likely to have ended', () => {
    fc.assert(
      fc.property(jobs, spread, (some, by) => {
        const delay = pollPlan(() => 0).delayMs(some, by);
        expect(delay).toBeGreaterThanOrEqual(50);
        for (const { ageMs, usualMs = 0 } of some) {
          expect(delay).toBeLessThanOrEqual(Math.max(120_000, usualMs - ageMs));
        }
      }),
    );
  });

  it('passes over the first half of the usual time, or more if times are known better', () => {
    expect(delayAt(0, 60_000)).toBe(30_000);
    expect(delayAt(20_000, 60_000)).toBe(10_000);
    expect(delayAt(30_000, 60_000)).toBe(2_500);
    expect(delayAt(30_000, 60_000, 0.1)).toBeCloseTo(12_000);
    expect(delayAt(30_000, 60_000, 0)).toBe(27_000);
  });

  it.each([
    [2_000, 260],
    [10_000, 550],
    [60_000, 2_500],
    [600_000, 20_000],
    [7_200_000, 120_000],
  ])('at a job that usually takes %d ms comes every %d ms', (usualMs, gapMs) => {
    expect(delayAt(usualMs * 0.6, usualMs)).toBe(gapMs);
    expect(delayAt(usualMs, usualMs)).toBe(gapMs);
  });

  it('comes later the older a job is of which nothing is known, or which takes longer than usual', () => {
    expect([0, 2_000, 8_000, 60_000, 600_000].map((age) => delayAt(age))).toEqual([
      260, 260, 550, 2_500, 20_000,
    ]);
    expect([4_000, 60_000, 600_000].map((age) => delayAt(age, 2_000))).toEqual([
      500, 2_500, 20_000,
    ]);
  });

  it('comes close behind another one when exact times are over, but not more often on the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 600_000 }), fc.nat(1000), (usualMs, thousandths) => {
        let now = 0;
        const plan = pollPlan(() => now);
        const gapMs = delayAt(usualMs, usualMs);
        let looks = 0;
        // Jobs that never end, whose usual time is over.
        while (now < 100 * gapMs) {
          now += plan.delayMs([{ ageMs: usualMs, usualMs }], thousandths / 1000);
          plan.looked();
          looks++;
        }
        expect(looks).toBeLessThanOrEqual(105);
      }),
    );
    expect(delayAt(2_000, 2_000, 0)).toBe(50);
  });
});
