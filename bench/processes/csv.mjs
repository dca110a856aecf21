// The CSV source alone: reads all batches.
import { csv } from '@rowferry/source-csv';
import { measure } from './measure.mjs';

const [path] = process.argv.slice(2);

await measure(async () => {
  const { signal } = new AbortController();
  let count = 0;
  for await (const { records } of csv({ path }).read({ signal })) count += records.length;
  return count;
});
