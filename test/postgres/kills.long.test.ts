import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenSeeds } from '../simulation/chosen-seeds.ts';
import { type KilledReads, READINGS, startKilledReads } from './killed-reads.ts';

const RUNS_EACH = 2;
const DEATHS = 5;

const { first } = chosenSeeds();
process.stdout.write(
  `kills: SIM_SEED=${first} npm run test:long -- test/postgres/kills repeats them\n`,
);

let reads: KilledReads;
beforeAll(async () => {
  reads = await startKilledReads();
});
afterAll(() => reads[Symbol.asyncDispose]());

test.concurrent.each(READINGS.map((reading, index) => ({ ...reading, index })))(
  'runs that read rows and are killed several times have verdicts that match the tenant: %o',
  async ({ index, ...reading }) => {
    const seeds = Array.from({ length: RUNS_EACH }, (_, n) => first + index * RUNS_EACH + n);
    const runs = seeds.map(async (seed) => ({ seed, ...(await reads.run(seed, DEATHS, reading)) }));
    for (const { seed, deaths, faults } of await Promise.all(runs)) {
      expect(faults, `seed ${seed} after ${JSON.stringify(deaths)}`).toEqual([]);
      expect(deaths.length).toBeGreaterThan(0);
    }
  },
);
