import { describe, expect, it } from 'vitest';
import { targetClock } from './target-clock.ts';

const START = Date.UTC(2026, 0, 1);

/** A machine that can sleep, and its clock of the target. */
function machine() {
  let awakeMs = 0;
  let sleptMs = 0;
  const clock = targetClock({ now: () => START + awakeMs + sleptMs, elapsed: () => awakeMs });
  return {
    clock,
    wait(ms: number) {
      awakeMs += ms;
    },
    sleep(ms: number) {
      sleptMs += ms;
    },
  };
}

describe('the clock of the answers', () => {
  it('is that of the machine until an answer has a time, also after it slept', () => {
    const { clock, wait, sleep } = machine();
    wait(1000);
    sleep(3_600_000);
    expect(clock.now()).toBe(START + 3_601_000);
    expect(clock.mayBeBehind).toBe(false);
  });

  it('is behind after the machine slept, until the next answer', () => {
    const { clock, sleep } = machine();
    clock.exchange()(START + 5000);
    expect(clock.now()).toBe(START + 5000);
    sleep(3_600_000);
    expect(clock.mayBeBehind).toBe(true);
    clock.exchange()(START + 3_605_000);
    expect([clock.mayBeBehind, clock.now()]).toEqual([false, START + 3_605_000]);
    // An answer that came before the machine slept, and is read after it, says nothing.
    const answered = clock.exchange();
    sleep(3_600_000);
    answered(START + 3_606_000);
    expect(clock.mayBeBehind).toBe(true);
  });
});

describe('the clock of the dates', () => {
  it('may be a minute away until it is compared, and then little more than the exchange took', () => {
    const { clock } = machine();
    expect([clock.datesAheadMs, clock.datesSlackMs]).toEqual([0, 60_000]);
    clock.compare('2026-01-01T00:00:30Z', START, 500);
    expect([clock.datesAheadMs, clock.datesSlackMs]).toEqual([30_000, 2000]);
  });

  it('is compared by the shortest exchange; what its duration explains is no difference', () => {
    const { clock } = machine();
    clock.compare('2026-01-01T00:00:30Z', START, 500);
    clock.compare('2026-01-01T00:00:40Z', START, 900);
    expect(clock.datesAheadMs).toBe(30_000);
    clock.compare('2026-01-01T00:00:02Z', START, 100);
    expect(clock.datesAheadMs).toBe(0);
  });
});
