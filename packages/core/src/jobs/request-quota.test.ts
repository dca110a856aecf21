import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Quota } from '../contract/quota.ts';
import { runState } from '../journal/state.ts';
import { requestQuota } from './request-quota.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.UTC(2026, 0, 1);

const quotaWith = (limits: Quota['limits'], more: Partial<Quota> = {}): Quota => ({
  remaining: 1000,
  resetMs: HOUR,
  limits,
  ...more,
});

/** A quota in a process of a run, whose clock the test moves. `again` is a process that resumes the run. */
function quotaOfRun(share: number) {
  const state = runState();
  const time = { now: START };
  const journal = {
    state,
    append: async (entry: Parameters<typeof state.apply>[0]) => state.apply(entry),
  };
  const again = () => requestQuota({ now: () => time.now }, journal, share);
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    time.now += ms;
  };
  return { state, time, again, waits, wait };
}

describe('requests of an hour and of a day', () => {
  test('never exceed the share in any such period, whoever sends them and how often the run is resumed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom(0.25, 0.5, 1),
        fc.array(fc.record({ ms: fc.nat(10 * MINUTE), resumes: fc.boolean() }), { maxLength: 150 }),
        async (perHour, share, steps) => {
          const { time, again, wait } = quotaOfRun(share);
          const allowed = Math.ceil(perHour * share);
          const limits = [{ requests: perHour, periodMs: HOUR }];
          const sent: number[] = [];
          let quota = again();
          for (const { ms, resumes } of steps) {
            time.now += ms;
            if (resumes) {
              await quota.save();
              quota = again();
              quota.answered(quotaWith(limits));
              sent.push(time.now);
            }
            await quota.admit(wait);
            sent.push(time.now);
            quota.answered(quotaWith(limits));
          }
          // The first request of each process shows the limit, and so cannot wait for it.
          const free = steps.filter(({ resumes }) => resumes).length + 1;
          for (const at of sent) {
            const within = sent.filter((one) => one > at - HOUR && one <= at).length;
            expect(within).toBeLessThanOrEqual(allowed + free);
          }
        },
      ),
    );
  });

  test('a share of an hour that is used up is waited for, and reported', async () => {
    const { again, waits, wait } = quotaOfRun(0.5);
    const quota = again();
    const limits = [{ requests: 20, periodMs: HOUR }];
    for (let request = 0; request < 9; request++) {
      await quota.admit(wait);
      quota.answered(quotaWith(limits));
    }
    expect(waits).toEqual([]);
    await quota.admit(wait);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeLessThanOrEqual(HOUR + MINUTE);
  });

  test('a share of a day that is used up ends the run, and a resume before its time', async () => {
    const { time, again, wait } = quotaOfRun(0.5);
    const limits = [{ requests: 20, periodMs: DAY }];
    const quota = again();
    for (let request = 0; request < 10; request++) quota.answered(quotaWith(limits));
    const spent = {
      code: 'QUOTA_SPENT',
      message:
        'the run has sent 50 % of the 20 requests that the tenant allows in a day; resume after 2026-01-02T00:01:00.000Z, or raise `jobs.quotaShare`',
    };
    await expect(quota.admit(wait)).rejects.toMatchObject(spent);
    await quota.save();
    time.now += 2 * HOUR;
    const resumed = again();
    resumed.answered(quotaWith(limits));
    await expect(resumed.admit(wait)).rejects.toMatchObject({ code: 'QUOTA_SPENT' });
    time.now += DAY;
    const later = again();
    later.answered(quotaWith(limits));
    await later.admit(wait);
  });

  test('nothing is limited where the target says nothing, or only of minutes', async () => {
    const { again, waits, wait } = quotaOfRun(0.5);
    const quota = again();
    await quota.admit(wait);
    for (let request = 0; request < 100; request++) {
      quota.answered(quotaWith([{ requests: 20, periodMs: MINUTE }]));
      await quota.admit(wait);
    }
    expect(waits).toEqual([]);
  });
});

describe('asking whether jobs have ended', () => {
  test('takes at most a tenth of what is left', () => {
    const quota = quotaOfRun(0.5).again();
    expect(quota.pollGapMs()).toBe(0);
    quota.answered(quotaWith([], { remaining: 360, resetMs: HOUR }));
    expect(quota.pollGapMs()).toBeCloseTo(100_000);
    quota.answered(quotaWith([], { remaining: 36, resetMs: HOUR }));
    expect(quota.pollGapMs()).toBeCloseTo(1_000_000);
  });

  test('waits for the next period where nothing is left', () => {
    const quota = quotaOfRun(0.5).again();
    quota.answered(quotaWith([], { remaining: 0, resetMs: 30_000 }));
    expect(quota.pollGapMs()).toBe(30_000);
    quota.answered(quotaWith([], { remaining: 1, resetMs: 30_000 }));
    expect(quota.pollGapMs()).toBe(30_000);
  });
});
