// Measures everything that has a bound, as ratios. With names of groups only those; with `--write`, all of them, into
// docs/performance.md. README.md explains the figures.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLegacy, writeLegacyCsv } from './legacy.mjs';
import { tableOf } from './line.mjs';
import { attribution } from './ratios/attribution.mjs';
import { csv } from './ratios/csv.mjs';
import { gzip } from './ratios/gzip.mjs';
import { memory } from './ratios/memory.mjs';
import { polling } from './ratios/polling.mjs';
import { postgres } from './ratios/postgres.mjs';
import { slots } from './ratios/slots.mjs';
import { startUp } from './ratios/start-up.mjs';
import { throughput } from './ratios/throughput.mjs';

const groups = {
  ...{ throughput, csv, postgres, slots, polling, gzip },
  ...{ attribution, 'start-up': startUp, memory },
};
const ROUNDS = 5;
const RECORDS = 500_000;
const CSV_BYTES = 50e6;
const PAGE = new URL('../docs/performance.md', import.meta.url);
const MARKED = /(<!-- table: [^\n]*-->\n)[\s\S]*(\n<!-- end of the table -->)/;

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
try {
  process.exitCode = await bench(positionals.length > 0 ? positionals : Object.keys(groups));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function bench(names) {
  const mistake = mistakeIn(names);
  if (mistake !== undefined) {
    process.stderr.write(`${mistake}\n`);
    return 2;
  }
  const where = `Node ${process.versions.node}, ${cpus().length} cores, ${ROUNDS} rounds`;
  process.stderr.write(`${where}\n`);
  const input = { folder, rounds: ROUNDS, ...(await inputs()) };
  const lines = [];
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    lines.push(...(await groups[name](input)));
  }
  process.stdout.write(`${tableOf(lines)}\n`);
  if (values.write) await writePage(lines, where);
  return lines.some(({ isFailed }) => isFailed) ? 1 : 0;
}

function mistakeIn(names) {
  const known = Object.keys(groups);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) return `No group ${unknown}; there are ${known.join(', ')}.`;
  if (values.write && positionals.length > 0) return '`--write` measures all groups; name none.';
  return undefined;
}

async function inputs() {
  const [jsonlPath, csvPath] = [join(folder, 'legacy.jsonl'), join(folder, 'legacy.csv')];
  await writeLegacy(jsonlPath, RECORDS);
  await writeLegacyCsv(csvPath, CSV_BYTES);
  return { jsonlPath, csvPath };
}

async function writePage(lines, where) {
  const table = tableOf(lines, { result: 'result', limit: 'what limits it' });
  const page = await readFile(PAGE, 'utf8');
  if (!MARKED.test(page)) throw new Error('docs/performance.md has no marks for the table');
  const date = new Date().toISOString().slice(0, 10);
  const text = `\nMeasured on ${date}: ${where}.\n\n${table}\n`;
  await writeFile(
    PAGE,
    page.replace(MARKED, (_, start, end) => start + text + end),
  );
}
