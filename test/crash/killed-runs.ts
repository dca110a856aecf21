import { expect, test } from 'vitest';
import { killedRun } from './kills.ts';

const DEATHS = 6;

/** Tests a run for each seed that is killed so often, by chance. */
export function testKilledRuns(seeds: readonly number[]): void {
  test.concurrent.each(seeds)(
    'run %i, killed again and again, comes to the verdicts that the tenant’s books prove',
    async (seed) => {
      const { deaths, faults } = await killedRun(seed, DEATHS);
      expect(faults, JSON.stringify(deaths)).toEqual([]);
      expect(deaths.length).toBeGreaterThan(0);
    },
  );
}
