import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looseTimes, mayBeSameTime } from './loose-time.ts';

const daysOf = (text: string) =>
  looseTimes(text).map(({ at }) => new Date(at).toISOString().slice(0, 10));

const maySame = (one: string, other: string) =>
  looseTimes(one).some((first) => looseTimes(other).some((second) => mayBeSameTime(first, second)));

describe('looseTimes', () => {
  it.each([
    ['2024-12-31', ['2024-12-31']],
    ['2024/12/31', ['2024-12-31']],
    ['31.12.2024', ['2024-12-31']],
    ['31. 12. 2024', ['2024-12-31']],
    ['12/31/2024', ['2024-12-31']],
    ['1/2/2024', ['2024-02-01', '2024-01-02']],
    ['31.12.24', ['1924-12-31', '2024-12-31', '1931-12-24', '2031-12-24']],
    ['Tue, 31.12.2024', ['2024-12-31']],
    ['2024-12-31T10:20:30.5+14:00', ['2024-12-31']],
    ['0099-01-01', ['0099-01-01']],
    ['2024-02-30', []],
    ['20241231', []],
    ['1.2.3', []],
    ['12:30', []],
    ['31 December', []],
    [`2024-12-31T10:00:00Z${'x'.repeat(60)}`, []],
  ])('%s may be %j', (text, days) => {
    expect(daysOf(text)).toEqual(days);
  });
});

describe('the same time', () => {
  const zone = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
  const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });

  it('may be written in any two zones, and cut to any part', () => {
    fc.assert(
      fc.property(
        moment,
        zone,
        zone,
        fc.constantFrom(10, 16, 19, 21, 23),
        (ms, from, to, length) => {
          const written = inZone(ms, from);
          const shown = inZone(ms, to).slice(0, length);
          expect(maySame(shown, written)).toBe(true);
          expect(maySame(written, shown)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2024-12-31T00:00:00+14:00', '2024-12-30T10:00:00Z', true],
    ['2024-12-31T00:00:00.000Z', '2024-12-31', true],
    ['2024-12-31', '12/31/2024', true],
    ['2024-12-31T13:45:00Z', '31.12.2024 1:45 PM', true],
    ['2024-12-31T00:00:00Z', '2024-12-31T00:07:00Z', false],
    ['2024-12-31T00:00:00Z', '2024-12-31T00:00:01Z', false],
    ['2024-12-31T00:00:00.001Z', '2024-12-31T00:00:00.002Z', false],
    ['2024-12-31T00:00:00Z', '2025-01-01T02:15:00Z', false],
    ['2024-12-31T00:00:00Z', '2025-01-01T02:00:00Z', true],
    ['2024-12-31', '2025-01-02', true],
    ['2024-12-31', '2025-01-03', false],
  ])('%s and %s: %s', (one, other, isSame) => {
    expect(maySame(one, other)).toBe(isSame);
  });
});

function inZone(ms: number, minutes: number): string {
  return new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
}
