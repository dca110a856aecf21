// Measures in less than a minute whether something has become slower: ratios of CPU time, compared with those in
// quick.json. With `--write`, writes them there. README.md explains the figures.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeLegacy, writeLegacyCsv } from './legacy.mjs';
import { run } from './process.mjs';
import { attributed } from './ratios/attribution.mjs';
import { cpuOf, emptied, inFolder } from './ratios/figures.mjs';
import { inVirtual } from './ratios/slots.mjs';
import { started } from './ratios/start-up.mjs';
import { inRounds, median } from './rounds.mjs';

const ROUNDS = 5;
const STARTS = 11;
const RECORDS = 50_000;
const CSV_BYTES = 4e6;
const ERRORS = 5000;
const LOAD = { seconds: 10, jobs: 20 };
const WORSE_MAX = 1.25;
const KEPT = new URL('quick.json', import.meta.url);

const folder = await mkdtemp(join(tmpdir(), 'rowferry-bench-'));
try {
  const found = await measured();
  if (process.argv.includes('--write')) await write(found);
  process.exitCode = isAsGood(found, JSON.parse(await readFile(KEPT, 'utf8'))) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Each is a cost: more is worse. */
async function measured() {
  const [jsonl, csv] = [join(folder, 'legacy.jsonl'), join(folder, 'legacy.csv')];
  await writeLegacy(jsonl, RECORDS);
  await writeLegacyCsv(csv, CSV_BYTES);
  const core = (input) => emptied(folder, (path) => run('core', [input, path]));
  const plain = (name, input) => inFolder(folder, (path) => run(name, [input, path]));
  const rounds = await inRounds(ROUNDS, {
    core: () => core(jsonl),
    plain: () => plain('plain', jsonl),
    floor: () => run('floor', [jsonl]),
    coreCsv: () => core(csv),
    plainCsv: () => plain('plain-csv', csv),
    errors: () => attributed(folder, ERRORS),
  });
  const starts = await started(folder, STARTS);
  // Virtual time is the same in each run.
  const slots = await inVirtual(folder, LOAD, 'rows', 'quick');
  const medianOf = (cost) => median(rounds.map(cost));
  return {
    'core, CPU to the plain pipeline': medianOf((one) => cpuOf(one.core, one.plain)),
    'core, CPU to lines + JSON.parse': medianOf((one) => cpuOf(one.core, one.floor)),
    'core from CSV, CPU to csv-parse with csv-stringify': medianOf((one) =>
      cpuOf(one.coreCsv, one.plainCsv),
    ),
    'errors attributed, CPU to JSON.parse of their list': medianOf(
      ({ errors }) => errors.cpuSeconds / errors.parseSeconds,
    ),
    'rowferry --version, CPU to that of Node alone': median(
      starts.map(({ rowferry, node }) => rowferry / node),
    ),
    'time that jobs take beyond the ideal, virtual time': slots.makespan - 1,
  };
}

async function write(found) {
  const rounded = Object.entries(found).map(([name, cost]) => [name, Number(cost.toFixed(3))]);
  await writeFile(KEPT, `${JSON.stringify(Object.fromEntries(rounded), null, 2)}\n`);
}

function isAsGood(found, kept) {
  let isGood = true;
  for (const [name, cost] of Object.entries(found)) {
    const times = cost / kept[name];
    // Of a name that is not in the file, the quotient is no number.
    const isMet = times <= WORSE_MAX;
    isGood &&= isMet;
    const was = kept[name]?.toFixed(2) ?? 'nothing; `npm run bench -- quick --write` writes it';
    process.stdout.write(`${isMet ? 'pass' : 'FAIL'}  ${cost.toFixed(2)} ×  ${name}; was ${was}\n`);
  }
  return isGood;
}
