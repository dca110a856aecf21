import { line } from '../line.mjs';
import { run } from '../process.mjs';
import { inRounds } from '../rounds.mjs';
import { cpuOf, emptied, inFolder, speedOf } from './figures.mjs';

/** CSV to CSV files. */
export async function csv({ folder, rounds, csvPath }) {
  const results = await inRounds(rounds, {
    core: () => emptied(folder, (path) => run('core', [csvPath, path])),
    plain: () => inFolder(folder, (path) => run('plain-csv', [csvPath, path])),
  });
  const limit = 'as for JSON Lines; records are written as JSON, since CSV has none';
  const name = '`csv-parse` with `csv-stringify`';
  return [
    line(
      `core from CSV, speed to ${name}`,
      results.map((r) => speedOf(r.core, r.plain)),
      { limit },
    ),
    line(
      `core from CSV, CPU to ${name}`,
      results.map((r) => cpuOf(r.core, r.plain)),
      {
        unit: ' ×',
        limit,
      },
    ),
  ];
}
