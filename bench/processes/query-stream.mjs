// What an engineer writes with streams in half an hour: pg-query-stream, csv-stringify, and synced
// files of 15 MB. Values are read as text, so that none changes. No checks, no jobs, no journal.
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import pg from 'pg';
import QueryStream from 'pg-query-stream';
import { csvFiles } from '../csv-files.mjs';
import { tableColumns } from '../legacy-table.mjs';
import { measure } from './measure.mjs';

const [connectionString, folder] = process.argv.slice(2);
let records = 0;

async function* toCells(rows) {
  for await (const row of rows) {
    records++;
    yield [...row.slice(0, -1), 'legacy-crm'];
  }
}

await measure(async () => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const types = { getTypeParser: () => (text) => text };
  const query = 'SELECT *, NULL FROM vehicles';
  const rows = client.query(new QueryStream(query, [], { rowMode: 'array', types }));
  await pipeline(rows, toCells, stringify(), csvFiles(folder, Object.keys(tableColumns)));
  await client.end();
  return records;
});
