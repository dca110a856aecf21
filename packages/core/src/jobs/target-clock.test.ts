import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { DatesAhead } from '../journal/job-entry.ts';
import { SLACK_MS, targetClock } from './target-clock.ts';

const NEVER = new AbortController().signal;
const dated = (at: number) => new Date(at).toISOString();

function scene(known?: DatesAhead) {
  const world = virtualWorld(1);
  const clock = targetClock(world, known);
  return {
    ...{ world, clock, startedAt: world.now() },
    /** An exchange that took so long, and whose answer is so far ahead of this machine. */
    async answer(aheadMs: number, tookMs = 0) {
      const answered = clock.exchange();
      if (tookMs > 0) await world.sleep(tookMs, NEVER);
      answered(world.elapsed() + aheadMs);
    },
  };
}

describe('the clock of the target', () => {
  it('is ours until an answer sets it, and then goes on with the time that passes', async () => {
    const { world, clock, startedAt, answer } = scene();
    expect(clock.now()).toBe(startedAt);
    await answer(60_000, 500);
    expect([clock.now(), clock.slackMs]).toEqual([startedAt + 60_500, SLACK_MS + 500]);
    await world.sleep(1000, NEVER);
    expect(clock.now()).toBe(startedAt + 61_500);
  });

  it('is set again by a quicker answer, and by one that it cannot explain', async () => {
    const { world, clock, answer } = scene();
    const seen: number[][] = [];
    for (const [aheadMs, tookMs] of [
      ...([
        [0, 500],
        [1000, 900],
        [1000, 100],
      ] as const),
      ...([
        [3_600_000, 5000],
        [0, 9000],
      ] as const),
    ]) {
      await answer(aheadMs, tookMs);
      seen.push([clock.now() - world.now(), clock.slackMs - SLACK_MS]);
    }
    expect(seen).toEqual([
      [0, 500],
      [0, 500],
      [1000, 100],
      [3_600_000, 5000],
      [0, 9000],
    ]);
  });

  it('is that of the machine until an answer has a time, also after it slept', () => {
    const { world, clock, startedAt } = scene();
    world.jump(3_600_000);
    expect([clock.now(), clock.mayBeBehind]).toEqual([startedAt + 3_600_000, false]);
  });

  it('may be behind once the machine slept, until the next answer that has a time', async () => {
    const { world, clock, answer } = scene();
    await answer(0);
    expect(clock.mayBeBehind).toBe(false);
    world.jump(SLACK_MS + 1);
    expect(clock.mayBeBehind).toBe(true);
    clock.exchange()(undefined);
    expect(clock.mayBeBehind).toBe(true);
    await answer(0);
    expect(clock.mayBeBehind).toBe(false);
  });

  it('is not set by an answer that came before the machine slept, and is read after it', async () => {
    const { world, clock, startedAt, answer } = scene();
    await answer(0);
    const answered = clock.exchange();
    world.jump(3_600_000);
    answered(startedAt + 1000);
    expect([clock.mayBeBehind, clock.now()]).toEqual([true, startedAt]);
  });

  it('is to be asked for where the first answer was read after the machine slept', async () => {
    const { world, clock, startedAt, answer } = scene();
    const answered = clock.exchange();
    world.jump(3_600_000);
    answered(startedAt + 1000);
    expect(clock.mayBeBehind).toBe(true);
    await answer(0);
    expect(clock.mayBeBehind).toBe(false);
  });
});

describe('the dates of the target', () => {
  it('may be a minute away from its clock until they are compared, unless an earlier process did', () => {
    expect(scene().clock.dates).toEqual({ aheadMs: 0, slackMs: 60_000 });
    const known = { aheadMs: 5000, slackMs: 1200 };
    expect(scene(known).clock.dates).toEqual(known);
  });

  it('are ahead by what a creation shows, whatever the truth is and however long it took', () => {
    const ms = fc.integer({ min: -30_000, max: 30_000 });
    const exchange = fc.record({
      tookMs: fc.nat(20_000),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(ms, fc.array(exchange, { minLength: 1, maxLength: 5 }), (truth, exchanges) => {
        const { clock, startedAt } = scene();
        for (const [nth, { tookMs, at }] of exchanges.entries()) {
          const sentAt = startedAt + nth * 60_000 + 137;
          const created = new Date(sentAt + tookMs * at + truth).toISOString();
          const answeredAt = Math.floor((sentAt + tookMs) / 1000) * 1000;
          clock.compare(created, answeredAt, tookMs);
          const { aheadMs, slackMs } = clock.dates;
          expect(Math.abs(truth - aheadMs)).toBeLessThanOrEqual(slackMs);
          expect(slackMs).toBeLessThanOrEqual(tookMs + 2000);
          if (Math.abs(truth) > 2 * (tookMs + 2000)) expect(aheadMs).not.toBe(0);
        }
      }),
    );
  });

  it('are compared again where a later creation contradicts the earlier ones: a clock was set', () => {
    const { clock, startedAt } = scene();
    clock.compare(dated(startedAt + 5000), startedAt, 100);
    expect(clock.dates.aheadMs).toBe(5050);
    clock.compare(undefined, startedAt, 1);
    clock.compare(dated(startedAt), undefined, 1);
    expect(clock.dates.aheadMs).toBe(5050);
    clock.compare(dated(startedAt - 9000), startedAt, 100);
    expect(clock.dates.aheadMs).toBe(-8950);
  });
});
