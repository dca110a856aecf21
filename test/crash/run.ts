import { parseArgs } from 'node:util';
import { READINGS, startKilledReads } from '../postgres/killed-reads.ts';
import { type Death, type KilledRun, killedRun } from './kills.ts';

const DEATHS_MAX = 12;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    postgres: { type: 'boolean', default: false },
    /** Dies at each request, and after each sync and in each write of the journal; then so does its resume. */
    each: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const tally = new Map<string, number>();
let [kills, runs, failed] = [0, 0, 0];
if (values.each) await killAtEach();
else await killByChance(Number(values.kills));
const kinds = [...tally].map(([by, count]) => `${count} by ${by}`).join(', ');
process.stdout.write(`${kills} deaths (${kinds}) in ${runs} runs, ${failed} with faults\n`);
process.exitCode = failed === 0 ? 0 : 1;

async function killByChance(wanted: number): Promise<void> {
  await using reads = values.postgres ? await startKilledReads() : undefined;
  for (let seed = first; kills < wanted; seed++) {
    const deathsMax = Math.min(DEATHS_MAX, wanted - kills);
    const reading = READINGS[seed % READINGS.length];
    const isRead = reads !== undefined && reading !== undefined;
    take(seed, await (isRead ? reads.run(seed, deathsMax, reading) : killedRun(seed, deathsMax)));
  }
}

async function killAtEach(): Promise<void> {
  const places: readonly ((nth: number) => Death)[] = [
    (nth) => ({ by: 'request', nth, signal: 'SIGKILL' }),
    (nth) => ({ by: 'journal', nth }),
    (nth) => ({ by: 'torn', nth, share: 0.5 }),
  ];
  for (const deathAt of places) {
    for (let nth = 1, isOver = false; !isOver; nth++) {
      const run = await killedRun(first, [deathAt(nth), deathAt(nth)]);
      take(first, run);
      isOver = run.deaths.length === 0;
    }
  }
}

function take(seed: number, { deaths, faults }: KilledRun): void {
  runs++;
  kills += deaths.length;
  for (const { by } of deaths) tally.set(by, (tally.get(by) ?? 0) + 1);
  if (faults.length === 0) return;
  failed++;
  process.stdout.write(`run ${seed} after ${JSON.stringify(deaths)}\n  ${faults.join('\n  ')}\n`);
}
