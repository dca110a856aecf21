// Measures Rowferry beside a plain pipeline on the same records; see README.md for the words.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLegacy } from './legacy.mjs';
import { run, withTenant } from './process.mjs';
import { judge, table } from './table.mjs';

const SMALL = 200_000;
const LARGE = 1_000_000;
const ROUNDS = 3;

const subjects = {
  rowferry: (input, output) => withTenant((url) => run('rowferry', [input, output, url])),
  core: (input, output) => run('core', [input, output]),
  plain: (input, output) => run('plain', [input, output]),
};

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
try {
  process.exitCode = await bench();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench() {
  say(`Node ${process.versions.node}, ${cpus().length} cores, ${ROUNDS} rounds`);
  const results = [];
  for (const count of [SMALL, LARGE]) {
    const input = join(folder, `${count}.jsonl`);
    await writeLegacy(input, count);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of inTurn(Object.keys(subjects), round)) {
        const figures = await measured(name, input);
        if (figures.records !== count) throw new Error(`${name}: ${figures.records} of ${count}`);
        results.push({ name, count, round, ...figures });
      }
    }
  }
  process.stdout.write(`${table(results)}\n`);
  const verdicts = judge(results, SMALL, LARGE);
  for (const { isKept, text } of verdicts) {
    process.stdout.write(`${isKept ? 'pass' : 'FAIL'}  ${text}\n`);
  }
  return verdicts.every(({ isKept }) => isKept) ? 0 : 1;
}

/** Each round begins with another subject, so that none always meets the cold or the warm disk. */
function inTurn(names, round) {
  const first = round % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}

async function measured(name, input) {
  const output = join(folder, 'output');
  if (name === 'plain') await mkdir(output);
  const figures = await subjects[name](input, output);
  await rm(output, { recursive: true, force: true });
  say(`${name}: ${figures.records} records in ${figures.seconds.toFixed(1)} s`);
  return figures;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
