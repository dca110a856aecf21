import { expect, test } from 'vitest';
import { killedRun } from './kills.ts';

const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1);
const DEATHS = 6;

test.concurrent.each(SEEDS)(
  'run %i, killed again and again, comes to the verdicts that the tenant’s books prove',
  async (seed) => {
    const { deaths, faults } = await killedRun(seed, DEATHS);
    expect(faults, JSON.stringify(deaths)).toEqual([]);
    expect(deaths.length).toBeGreaterThan(0);
  },
);
