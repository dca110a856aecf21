import { describe, expect, it } from 'vitest';
import { virtualWorld } from '../../../../test/world/virtual-world.ts';
import { SLACK_MS, targetClock } from './target-clock.ts';

const NEVER = new AbortController().signal;
const dated = (at: number) => new Date(at).toISOString();

function scene(datesAheadMs?: number) {
  const world = virtualWorld(1);
  return { world, clock: targetClock(world, datesAheadMs), startedAt: world.now() };
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

  it('may be behind once the machine slept, until the next answer that has a time', () => {
    const { world, clock, startedAt } = scene();
    expect(clock.mayBeBehind).toBe(false);
    world.jump(SLACK_MS + 1);
    expect(clock.mayBeBehind).toBe(true);
    clock.set(undefined, 0);
    expect(clock.mayBeBehind).toBe(true);
    clock.set(startedAt, 0);
    expect(clock.mayBeBehind).toBe(false);
  });

  it.each([
    [5000, 500, 5000],
    [-5000, 500, -5000],
    [2500, 500, 0],
    [-2500, 500, 0],
    [2501, 500, 2501],
  ])(
    'is %i ms behind the dates of a job whose creation took %i ms: by %i ms',
    (ms, tookMs, ahead) => {
      const { clock, startedAt } = scene(1234);
      expect(clock.datesAheadMs).toBe(1234);
      clock.compare(dated(startedAt + ms), startedAt, tookMs);
      expect(clock.datesAheadMs).toBe(ahead);
    },
  );

  it('is compared with the dates by the quickest creation, and by none without both times', () => {
    const { clock, startedAt } = scene();
    clock.compare(dated(startedAt + 5000), startedAt, 500);
    clock.compare(dated(startedAt + 9000), startedAt, 501);
    clock.compare(undefined, startedAt, 1);
    clock.compare(dated(startedAt), undefined, 1);
    expect(clock.datesAheadMs).toBe(5000);
    clock.compare(dated(startedAt + 4000), startedAt, 499);
    expect(clock.datesAheadMs).toBe(4000);
  });
});
