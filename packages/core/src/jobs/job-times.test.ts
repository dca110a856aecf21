import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobTimes } from './job-times.ts';

const size = fc.integer({ min: 1, max: 50_000 });

test('are not known before the first job has ended', () => {
  expect(jobTimes().usualMs(100)).toBeUndefined();
  expect(jobTimes().parts()).toBeUndefined();
});

test('jobs of one size say what such a job takes, and nothing of its parts', () => {
  fc.assert(
    fc.property(size, fc.array(fc.nat(60_000), { minLength: 1, maxLength: 30 }), (rows, times) => {
      const known = jobTimes();
      for (const ms of times) known.add(rows, ms);
      expect(known.parts()).toBeUndefined();
      expect(known.usualMs(rows)).toBeGreaterThanOrEqual(Math.min(...times) - 0.001);
      expect(known.usualMs(rows)).toBeLessThanOrEqual(Math.max(...times) + 0.001);
    }),
  );
});

test('jobs of several sizes show a fixed part and the time of a row', () => {
  fc.assert(
    fc.property(
      fc.nat(60_000),
      fc.nat(1_000).map((micros) => micros / 1000),
      fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 3, maxLength: 20 }),
      (fixedMs, rowMs, sizes) => {
        const known = jobTimes();
        for (const thousands of sizes) {
          known.add(thousands * 1000, fixedMs + rowMs * thousands * 1000);
        }
        const parts = known.parts();
        if (parts === undefined) return;
        expect(parts.fixedMs).toBeCloseTo(fixedMs, 3);
        expect(parts.rowMs).toBeCloseTo(rowMs, 6);
        expect(known.usualMs(700)).toBeCloseTo(fixedMs + rowMs * 700, 3);
      },
    ),
  );
});

test('no part is negative, whatever jobs took', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(size, fc.nat(1_000_000)), { minLength: 1 }), (jobs) => {
      const known = jobTimes();
      for (const [rows, ms] of jobs) known.add(rows, ms);
      const parts = known.parts() ?? { fixedMs: 0, rowMs: 0 };
      expect(parts.fixedMs).toBeGreaterThanOrEqual(-0.001);
      expect(parts.rowMs).toBeGreaterThanOrEqual(0);
      for (const [rows] of jobs) expect(known.usualMs(rows)).toBeGreaterThanOrEqual(-0.001);
    }),
  );
});

test('later jobs count more', () => {
  const known = jobTimes();
  for (let job = 0; job < 40; job++) known.add(1000, 2_000);
  for (let job = 0; job < 40; job++) known.add(1000, 9_000);
  expect(known.usualMs(1000)).toBeGreaterThan(8_800);
});
