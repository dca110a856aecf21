// Compares Rowferry with pg-query-stream on a PostgreSQL table. README.md explains the figures.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/postgres/server.ts';
import { createLegacyTable } from './legacy-table.mjs';
import { run } from './process.mjs';
import { checkBounds, table } from './table.mjs';

const [large = 3_000_000, rounds = 1] = process.argv.slice(2).map(Number);
const small = Math.ceil(large / 3);

const subjects = {
  ordered: (uri, output) => run('postgres', [uri, output, 'id']),
  unordered: (uri, output) => run('postgres', [uri, output]),
  partitions: (uri, output) => run('postgres', [uri, output, 'id', '4']),
  plain: (uri, output) => run('query-stream', [uri, output]),
};

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
const server = await startPostgres();
try {
  process.exitCode = await bench();
} finally {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

async function bench() {
  process.stderr.write(`Node ${process.versions.node}, ${cpus().length} cores, ${rounds} rounds\n`);
  const results = [];
  for (const count of [small, large]) {
    await createLegacyTable(server, count);
    for (let round = 0; round < rounds; round++) {
      for (const [name, subject] of Object.entries(subjects)) {
        const output = join(folder, 'output');
        if (name === 'plain') await mkdir(output);
        const figures = await subject(server.uri(), output);
        await rm(output, { recursive: true, force: true });
        if (figures.records !== count) throw new Error(`${name}: ${figures.records} of ${count}`);
        process.stderr.write(`${name}: ${count} records in ${figures.seconds.toFixed(1)} s\n`);
        results.push({ name, count, round, ...figures });
      }
    }
  }
  process.stdout.write(`${table(results)}\n`);
  const bounds = checkBounds(results, small, large, 'ordered');
  for (const { isMet, text } of bounds) {
    process.stdout.write(`${isMet ? 'pass' : 'FAIL'}  ${text}\n`);
  }
  return bounds.every(({ isMet }) => isMet) ? 0 : 1;
}
