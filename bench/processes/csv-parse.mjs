// csv-parse alone, used as in its documentation.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { measure } from './measure.mjs';

const [path] = process.argv.slice(2);

await measure(async () => {
  let count = 0;
  for await (const _ of createReadStream(path).pipe(parse({ columns: true }))) count += 1;
  return count;
});
