import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobTimes } from './job-times.ts';
import { learnedRows } from './learned-rows.ts';

describe('the rows of the next chunk', () => {
  test('grow from chunk to chunk, as long as nothing is known of their time', () => {
    const sizes = [1000];
    for (let chunk = 1; chunk < 10; chunk++) {
      sizes.push(learnedRows(sizes.at(-1) ?? 0, jobTimes(), 30_000));
    }
    expect(sizes).toEqual([1000, 1500, 2250, 3375, 5063, 7595, 11393, 17090, 25635, 30000]);
  });

  test('become those with which the fixed part of the time is a twentieth, from any tenant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 60_000 }),
        fc.integer({ min: 10, max: 5_000 }).map((micros) => micros / 1000),
        // Sizes that hardly differ would show nothing.
        fc.integer({ min: 5000, max: 10_000_000 }),
        (fixedMs, rowMs, limit) => {
          const times = jobTimes();
          let rows = 1000;
          for (let job = 0; job < 60; job++) {
            times.add(rows, fixedMs + rowMs * rows);
            rows = learnedRows(rows, times, limit);
          }
          const best = Math.min(limit, Math.max(1000, (19 * fixedMs) / rowMs));
          expect(rows).toBeGreaterThan(0.98 * best);
          expect(rows).toBeLessThan(1.02 * best + 1);
        },
      ),
    );
  });

  test('are never more than the limit, nor less than a thousand unless that is the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.nat(1_000_000))),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (jobs, before, limit) => {
          const times = jobTimes();
          for (const [rows, ms] of jobs) times.add(rows, ms);
          const rows = learnedRows(before, times, limit);
          expect(Number.isInteger(rows)).toBe(true);
          expect(rows).toBeLessThanOrEqual(limit);
          expect(rows).toBeGreaterThanOrEqual(Math.min(1000, limit));
          expect(rows).toBeLessThanOrEqual(Math.max(1000, 2 * before));
        },
      ),
    );
  });
});
