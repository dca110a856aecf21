// Measures how the work grows with what data decides: ten times as much must take at most twelve times as long.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './process.mjs';

const ROUNDS = 3;
const TIMES_MAX = 12;

const SUBJECTS = [
  {
    name: 'echoes',
    what: 'rows refused, each echo without other cells, no numbers',
    large: 50_000,
  },
  { name: 'one-key', what: 'rows in doubt with the same key', large: 50_000 },
  { name: 'names', what: 'columns, each with a wrong field', large: 50_000 },
  { name: 'digits', what: 'places of each number', large: 100_000 },
];

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
try {
  process.exitCode = (await bench()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench() {
  let areMet = true;
  for (const { name, what, large } of SUBJECTS) {
    const small = large / 10;
    const [short, long] = [await leastOf(name, small), await leastOf(name, large)];
    const times = long / short;
    areMet &&= times <= TIMES_MAX;
    const took = `${short.toFixed(2)} s for ${small}, ${long.toFixed(2)} s for ${large}`;
    print(
      `${times <= TIMES_MAX ? 'pass' : 'FAIL'}  ${times.toFixed(1)} times  ${name}: ${took} ${what}`,
    );
  }
  return areMet;
}

/** The least CPU time of some runs, which has the least of what other programs cost. */
async function leastOf(name, size) {
  const seconds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const runDir = join(folder, `${name}-${size}-${round}`);
    const { cpuSeconds } = await run('growth', [name, String(size), runDir]);
    await rm(runDir, { recursive: true, force: true });
    seconds.push(cpuSeconds);
  }
  return Math.min(...seconds);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
