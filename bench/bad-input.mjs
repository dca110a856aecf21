// Measures what a bad record costs: at most ten times a good one, in every source.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startPostgres } from '../test/postgres/server.ts';
import { badInput, lines, rows, viewColumns } from './bad-records.mjs';
import { createLegacyTable } from './legacy-table.mjs';
import { run } from './process.mjs';

const [count = 100_000] = process.argv.slice(2).map(Number);
const ROUNDS = 3;
const TIMES_MAX = 10;

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
const server = await startPostgres();

/** Each makes the input of a source, and returns where it is. */
const prepare = {
  csv: (how) => writeFile('input.csv', rows(count, how)),
  jsonl: (how) => writeFile('input.jsonl', lines(count, how)),
  async postgres(how) {
    await server.query(`
      DROP VIEW IF EXISTS input; CREATE VIEW input AS SELECT ${viewColumns(how)} FROM vehicles`);
    return server.uri();
  },
  records: () => '',
};

try {
  process.exitCode = (await bench()) ? 0 : 1;
} finally {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

async function bench() {
  await createLegacyTable(server, count);
  let areMet = true;
  for (const [kind, ways] of Object.entries(badInput)) {
    const good = await cpuMicroseconds(kind, 'good');
    print(`      ${good.toFixed(1)} µs ${kind}: good`);
    for (const how of Object.keys(ways)) {
      const bad = await cpuMicroseconds(kind, how);
      const times = bad / good;
      areMet &&= times <= TIMES_MAX;
      const verdict = times <= TIMES_MAX ? 'pass' : 'FAIL';
      print(`${verdict}  ${times.toFixed(1)} times  ${kind}: ${how}, ${bad.toFixed(1)} µs`);
    }
  }
  return areMet;
}

async function writeFile(name, texts) {
  const path = join(folder, name);
  await pipeline(Readable.from(texts), createWriteStream(path));
  return path;
}

/** The least CPU time of a record in some runs, which has the least of what other programs cost. */
async function cpuMicroseconds(kind, how) {
  const where = await prepare[kind](badInput[kind][how]);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const runDir = join(folder, 'run');
    const { records, rejected, cpuSeconds } = await run('bad-input', [
      ...[kind, how, runDir, String(count), where],
    ]);
    await rm(runDir, { recursive: true, force: true });
    const expected = how === 'good' ? 0 : count;
    if (records !== count || rejected !== expected) {
      throw new Error(`${kind}, ${how}: ${rejected} of ${records} records are rejected`);
    }
    times.push((cpuSeconds / records) * 1e6);
  }
  return Math.min(...times);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
