import { expect, test } from 'vitest';
import { chanceFrom } from './chance.ts';
import { type Sleep, wokenRun } from './woken.ts';

const isLinux = process.platform === 'linux';
const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1);
/** Every kind of change that a run makes to its files, and places between requests. */
const sleepOf = (seed: number, at: Sleep['at']): Sleep => ({
  at,
  nth: chanceFrom(seed + 100).between(4, at === 'change' ? 90 : 40),
});

const LOST = /\[RUN_HELD\]|was taken over by process \d+ on/;

test
  .runIf(isLinux)
  .each(SEEDS.flatMap((seed) => [[seed, 'change'] as const, [seed, 'request'] as const]))(
  'run %i, whose holder fell asleep at a %s and wakes up when another has finished, stays as it is',
  async (seed, at) => {
    const { fellAsleep, sleeper, other, faults } = await wokenRun(
      seed,
      sleepOf(seed, at),
      'when the other is over',
    );
    expect(faults, sleeper.stderr).toEqual([]);
    expect(other).toEqual({ code: 0, stderr: '' });
    if (fellAsleep) expect(sleeper).toEqual({ code: 2, stderr: expect.stringMatching(LOST) });
  },
);
