// Compares the CSV source with csv-parse alone on one file. README.md explains the figures.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLegacyCsv } from './legacy.mjs';
import { run } from './process.mjs';
import { table } from './table.mjs';

const MEGABYTES = Number(process.argv[2] ?? 1000);
const ROUNDS = 3;
const PEAK_BYTES_MAX = 150e6;
const SUBJECTS = ['csv', 'csv-parse'];

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
try {
  process.exitCode = await bench();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench() {
  print(`Node ${process.versions.node}, ${cpus().length} cores, ${ROUNDS} rounds, ${MEGABYTES} MB`);
  const results = [];
  for (const megabytes of [MEGABYTES / 10, MEGABYTES]) {
    const path = join(folder, 'legacy.csv');
    const count = await writeLegacyCsv(path, megabytes * 1e6);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of round % 2 === 0 ? SUBJECTS : SUBJECTS.toReversed()) {
        const figures = await run(name, [path]);
        if (figures.records !== count) throw new Error(`${name}: ${figures.records} of ${count}`);
        print(`${name}: ${count} records in ${figures.seconds.toFixed(1)} s`);
        results.push({ name, count, round, ...figures });
      }
    }
  }
  process.stdout.write(`${table(results, 'csv-parse')}\n`);
  const highest = Math.max(
    ...results.filter(({ name }) => name === 'csv').map(({ peakBytes }) => peakBytes),
  );
  const isMet = highest < PEAK_BYTES_MAX;
  const figure = `${(highest / 1e6).toFixed(0)} MB`;
  process.stdout.write(
    `${isMet ? 'pass' : 'FAIL'}  peak memory of every read below 150 MB: ${figure}\n`,
  );
  return isMet ? 0 : 1;
}

function print(text) {
  process.stderr.write(`${text}\n`);
}
