// What an engineer writes with streams in half an hour: lines, JSON.parse, csv-stringify, and synced
// files of 15 MB. No checks, no jobs, no journal, no verdicts.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { csvFiles } from '../csv-files.mjs';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, folder] = process.argv.slice(2);
let records = 0;

async function* toCells(lines) {
  for await (const line of lines) {
    const record = JSON.parse(line);
    records++;
    yield [
      record.id,
      record.vin,
      record.owner.name,
      record.owner.city,
      record.notes,
      record.mileage,
      record.price,
      record.insured ? 'true' : 'false',
      record.registered_on,
      record.sold_at,
      'legacy-crm',
    ];
  }
}

await measure(async () => {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  await pipeline(lines, toCells, stringify(), csvFiles(folder, Object.keys(columns)));
  return records;
});
