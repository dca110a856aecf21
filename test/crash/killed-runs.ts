import { expect, test } from 'vitest';
import { killedRun } from './kills.ts';

const DEATHS = 6;

/** Tests one run per seed, which is killed up to `DEATHS` times at random moments. */
export function testKilledRuns(seeds: readonly number[]): void {
  test.concurrent.each(seeds)(
    'run %i, killed several times, has verdicts that match the tenant',
    async (seed) => {
      const { deaths, faults } = await killedRun(seed, DEATHS);
      expect(faults, JSON.stringify(deaths)).toEqual([]);
      expect(deaths.length).toBeGreaterThan(0);
    },
  );
}
