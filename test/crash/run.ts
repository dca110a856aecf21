import { parseArgs } from 'node:util';
import { READINGS, startKilledReads } from '../postgres/killed-reads.ts';
import { killedRun } from './kills.ts';

const DEATHS_MAX = 12;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    postgres: { type: 'boolean', default: false },
  },
});
await using reads = values.postgres ? await startKilledReads() : undefined;
const runOf = (seed: number, deathsMax: number) => {
  const reading = READINGS[seed % READINGS.length];
  return reads && reading ? reads.run(seed, deathsMax, reading) : killedRun(seed, deathsMax);
};
const wanted = Number(values.kills);
const tally = new Map<string, number>();
let [kills, runs, failed] = [0, 0, 0];
for (let seed = Number(values.seed); kills < wanted; seed++) {
  const { deaths, faults } = await runOf(seed, Math.min(DEATHS_MAX, wanted - kills));
  runs++;
  kills += deaths.length;
  for (const { by } of deaths) tally.set(by, (tally.get(by) ?? 0) + 1);
  if (faults.length === 0) continue;
  failed++;
  process.stdout.write(`run ${seed} after ${JSON.stringify(deaths)}\n  ${faults.join('\n  ')}\n`);
}
const kinds = [...tally].map(([by, count]) => `${count} by ${by}`).join(', ');
process.stdout.write(`${kills} deaths (${kinds}) in ${runs} runs, ${failed} with faults\n`);
process.exitCode = failed === 0 ? 0 : 1;
