// Measures what durability costs, and how long a resume takes until its first request.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLegacy } from './legacy.mjs';
import { run } from './process.mjs';

const COUNT = 1_000_000;
const ROUNDS = 3;
/** Near the last chunk of a million records. */
const DIES_AT_JOB = 19;
const RESUME = fileURLToPath(new URL('processes/resume.mjs', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
const output = join(folder, 'output');
const input = join(folder, 'input.jsonl');
try {
  await writeLegacy(input, COUNT);
  await costOfSync();
  for (const how of ['checkpoints', 'stream']) await timeToFirstRequest(how);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The two variants alternate, and the result is the ratio of each pair. */
async function costOfSync() {
  const ratios = [];
  for (let round = 0; round < ROUNDS; round++) {
    const synced = await speedOf('synced');
    const unsynced = await speedOf('unsynced');
    ratios.push(synced / unsynced);
    print(`round ${round + 1}: ${rounded(synced)} records/s synced, ${rounded(unsynced)} unsynced`);
  }
  const [, median] = ratios.toSorted((a, b) => a - b);
  print(`synced to unsynced, median of ${ROUNDS}: ${median.toFixed(2)}`);
}

async function speedOf(how) {
  const { records, seconds } = await run('core', [input, output, how]);
  await rm(output, { recursive: true, force: true });
  return records / seconds;
}

async function timeToFirstRequest(how) {
  spawnSync(process.execPath, [RESUME, 'die', how, input, output, String(DIES_AT_JOB)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { seconds, peakBytes } = await run('resume', ['resume', how, input, output]);
  await rm(output, { recursive: true, force: true });
  const peak = (peakBytes / 1e6).toFixed(0);
  print(
    `resume near the end of ${COUNT.toLocaleString('en')} records, ${how}: ${seconds.toFixed(2)} s to the first request, peak ${peak} MB`,
  );
}

function rounded(number) {
  return Math.round(number).toLocaleString('en');
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
