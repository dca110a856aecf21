import { expect, test } from 'vitest';
import { chanceFrom } from './chance.ts';
import { type Sleep, wokenRun } from './woken.ts';

const seeds = (count: number, at: Sleep['at']) =>
  Array.from({ length: count }, (_, index) => [index + 1, at] as const);
const sleepOf = (seed: number, at: Sleep['at']): Sleep => ({
  at,
  nth: chanceFrom(seed + 100).between(4, at === 'change' ? 90 : 40),
});
const LOST =
  /^RunStopped: \S+ was taken over by process \d+ on \S+, since this one seemed to be gone/;

// Only Linux tells which processes are of another container.
const onLinux = test.runIf(process.platform === 'linux').concurrent;

onLinux.each([...seeds(5, 'change'), ...seeds(4, 'request')])(
  'run %i, whose holder falls asleep at a %s and wakes when the other is over, stays as it is',
  async (seed, at) => {
    const run = await wokenRun(seed, sleepOf(seed, at), 'when the other is over');
    const { fellAsleep, sleeper, other, faults } = run;
    expect(faults, sleeper.stderr).toEqual([]);
    expect(other).toEqual({ code: 0, stderr: '' });
    if (fellAsleep) expect(sleeper).toEqual({ code: 2, stderr: expect.stringMatching(LOST) });
  },
);

onLinux.each([...seeds(5, 'change'), ...seeds(5, 'request')])(
  'run %i, whose holder falls asleep at a %s and wakes while the other works, is the other’s',
  async (seed, at) => {
    const run = await wokenRun(seed, sleepOf(seed + 50, at), 'while the other works');
    const { fellAsleep, sleeper, other, faults } = run;
    expect(faults, sleeper.stderr).toEqual([]);
    expect(other).toEqual({ code: 0, stderr: '' });
    if (fellAsleep) expect(sleeper).toEqual({ code: 2, stderr: expect.stringMatching(LOST) });
  },
);
