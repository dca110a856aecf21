// Compares Rowferry with a plain pipeline on the same records. README.md explains the figures.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLegacy } from './legacy.mjs';
import { run, withTenant } from './process.mjs';
import { checkBounds, table } from './table.mjs';

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
  print(`Node ${process.versions.node}, ${cpus().length} cores, ${ROUNDS} rounds`);
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
  const bounds = checkBounds(results, SMALL, LARGE);
  for (const { isMet, text } of bounds) {
    process.stdout.write(`${isMet ? 'pass' : 'FAIL'}  ${text}\n`);
  }
  return bounds.every(({ isMet }) => isMet) ? 0 : 1;
}

/** Each round starts with a different subject, so that none always runs first on a cold disk cache. */
function inTurn(names, round) {
  const first = round % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}

async function measured(name, input) {
  const output = join(folder, 'output');
  if (name === 'plain') await mkdir(output);
  const figures = await subjects[name](input, output);
  await rm(output, { recursive: true, force: true });
  print(`${name}: ${figures.records} records in ${figures.seconds.toFixed(1)} s`);
  return figures;
}

function print(text) {
  process.stderr.write(`${text}\n`);
}
