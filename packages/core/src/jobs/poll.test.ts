import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pollDelayMs } from './poll.ts';

const ages = fc.array(fc.nat(100_000_000), { minLength: 1, maxLength: 5 });
const typical = fc.option(fc.nat(100_000_000), { nil: undefined });

describe('pollDelayMs', () => {
  it('is between a quarter of a second and thirty seconds', () => {
    fc.assert(
      fc.property(ages, typical, (some, typicalMs) => {
        const delay = pollDelayMs(some, typicalMs);
        expect(delay).toBeGreaterThanOrEqual(250);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
  });

  it('ends when a job is likely to have ended', () => {
    expect(pollDelayMs([0], 8_000)).toBe(8_000);
    expect(pollDelayMs([3_000], 8_000)).toBe(5_000);
    expect(pollDelayMs([0, 6_000], 8_000)).toBe(2_000);
  });

  it('grows for a job that takes longer', () => {
    expect([8_000, 16_000, 80_000, 800_000].map((age) => pollDelayMs([age], 8_000))).toEqual([
      1_000, 2_000, 10_000, 30_000,
    ]);
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (age, more) => {
        expect(pollDelayMs([age + more], 0)).toBeGreaterThanOrEqual(pollDelayMs([age], 0));
      }),
    );
  });
});
