// What an engineer writes with streams in half an hour: lines, JSON.parse, csv-stringify, files of
// 15 MB that are synced. No checks, no jobs, no journal, no verdicts.
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished, pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const FILE_BYTES_MAX = 15_000_000;
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

async function toFiles(rows) {
  const header = `${Object.keys(columns).join(',')}\n`;
  let number = 0;
  let file;
  let sizeBytes = 0;
  for await (const row of rows) {
    if (file === undefined || sizeBytes + row.length > FILE_BYTES_MAX) {
      await close(file);
      file = createWriteStream(join(folder, `${number++}.csv`), { flush: true });
      file.write(header);
      sizeBytes = header.length;
    }
    sizeBytes += row.length;
    if (!file.write(row)) await new Promise((resolve) => file.once('drain', resolve));
  }
  await close(file);
}

async function close(file) {
  if (file === undefined) return;
  file.end();
  await finished(file);
}

await measure(async () => {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  await pipeline(lines, toCells, stringify(), toFiles);
  return records;
});
