import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import type { DatesAhead } from '../journal/job-entry.ts';
import { SLACK_MS, targetClock } from './target-clock.ts';

const NEVER = new AbortController().signal;
const dated = (at: number) => new Date(at).toISOString();

function scene(known?: DatesAhead) {
  const world = virtualWorld(1);
  return { world, clock: targetClock(world, known), startedAt: world.now() };
}

describe('the clock of the target', () => {
  it('is ours until an answer sets it, and then goes on with the time that passes', async () => {
    const { world, clock, startedAt } = scene();
    expect(clock.now()).toBe(startedAt);
    clock.set(startedAt + 60_000, 500);
    expect([clock.now(), clock.slackMs]).toEqual([startedAt + 60_000, SLACK_MS + 500]);
    await world.sleep(1000, NEVER);
    expect(clock.now()).toBe(startedAt + 61_000);
  });

  it('is set again by a quicker answer, and by one that it cannot explain', () => {
    const { clock, startedAt } = scene();
    clock.set(startedAt, 500);
    clock.set(startedAt + 1000, 900);
    expect([clock.now(), clock.slackMs]).toEqual([startedAt, SLACK_MS + 500]);
    clock.set(startedAt + 1000, 100);
    expect([clock.now(), clock.slackMs]).toEqual([startedAt + 1000, SLACK_MS + 100]);
    clock.set(startedAt + 3_600_000, 5000);
    expect([clock.now(), clock.slackMs]).toEqual([startedAt + 3_600_000, SLACK_MS + 5000]);
    clock.set(startedAt, 9000);
    expect(clock.now()).toBe(startedAt);
  });

  it('is that of the machine until an answer has a time, also after it slept', () => {
    const { world, clock, startedAt } = scene();
    world.jump(3_600_000);
    expect([clock.now(), clock.mayBeBehind]).toEqual([startedAt + 3_600_000, false]);
  });

  it('may be behind once the machine slept, until the next answer that has a time', () => {
    const { world, clock, startedAt } = scene();
    clock.set(startedAt, 0);
    expect(clock.mayBeBehind).toBe(false);
    world.jump(SLACK_MS + 1);
    expect(clock.mayBeBehind).toBe(true);
    clock.set(undefined, 0);
    expect(clock.mayBeBehind).toBe(true);
    clock.set(startedAt, 0);
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
