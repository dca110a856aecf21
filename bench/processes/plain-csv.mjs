// csv-parse and csv-stringify as streams, and synced files of 15 MB. No checks, no jobs, no journal, no verdicts.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { csvFiles } from '../csv-files.mjs';
import { flatColumns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, folder] = process.argv.slice(2);
const fields = Object.values(flatColumns).filter((from) => typeof from === 'string');
let records = 0;

async function* toCells(objects) {
  for await (const record of objects) {
    records++;
    yield [...fields.map((field) => record[field]), 'legacy-crm'];
  }
}

await measure(async () => {
  const objects = parse({ columns: true });
  const files = csvFiles(folder, Object.keys(flatColumns));
  await pipeline(createReadStream(path), objects, toCells, stringify(), files);
  return records;
});
