import { expect, test } from 'vitest';
import { chanceFrom } from './chance.ts';
import { type Sleep, type Waking, wokenRun } from './woken.ts';

const LOST =
  /^RunStopped: \S+ was taken over by process \d+ on \S+, since this one seemed to be gone/;

// Only Linux tells which processes are of another container.
const onLinux = test.runIf(process.platform === 'linux').concurrent;

function sleepOf(seed: number, at: Sleep['at']): Sleep {
  return { at, nth: chanceFrom(seed + 100).between(4, at === 'change' ? 90 : 40) };
}

/** Tests a run for each seed whose holder sleeps, and finds another process at work when it wakes. */
export function testWokenRuns(seeds: readonly number[], at: Sleep['at'], waking: Waking): void {
  onLinux.each(seeds)(
    `run %i, whose holder falls asleep at a ${at} and wakes ${waking}, is the other’s`,
    async (seed) => {
      const { fellAsleep, sleeper, other, faults } = await wokenRun(
        seed,
        sleepOf(seed, at),
        waking,
      );
      expect(faults.join('\n'), sleeper.stderr).toBe('');
      expect(other).toEqual({ code: 0, stderr: '' });
      if (fellAsleep) expect(sleeper).toEqual({ code: 2, stderr: expect.stringMatching(LOST) });
    },
  );
}
