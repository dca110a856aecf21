// The least that a program in Node does with JSON Lines: lines and JSON.parse. It keeps nothing.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { measure } from './measure.mjs';

const [path] = process.argv.slice(2);

await measure(async () => {
  let records = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Infinity,
  })) {
    if (JSON.parse(line) !== null) records++;
  }
  return records;
});
