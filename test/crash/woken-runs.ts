import { expect, test } from 'vitest';
import { chanceFrom } from './chance.ts';
import { type Sleep, type Waking, wokenRun } from './woken.ts';

const LOST =
  /^RunStopped: \S+ was taken over by process \d+ on \S+, because this process seemed to have ended/;

// Only Linux shows which processes belong to another container.
const onLinux = test.runIf(process.platform === 'linux').concurrent;

function sleepOf(seed: number, at: Sleep['at']): Sleep {
  return { at, nth: chanceFrom(seed + 100).between(4, at === 'change' ? 90 : 40) };
}

/** Tests one run per seed. Its process is suspended, and wakes after another one has taken the run over. */
export function testWokenRuns(seeds: readonly number[], at: Sleep['at'], waking: Waking): void {
  onLinux.each(seeds)(
    `run %i, whose process is suspended at a ${at} and wakes ${waking}, belongs to the other process`,
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
