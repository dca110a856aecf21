// PostgreSQL's own COPY of the same columns to one synced CSV file, by way of this process.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { measure } from './measure.mjs';

const [connectionString, folder] = process.argv.slice(2);
const client = new pg.Client({ connectionString });
await client.connect();

await measure(async () => {
  const rows = client.query(
    to(`COPY (SELECT *, 'legacy-crm' FROM vehicles) TO STDOUT (FORMAT csv)`),
  );
  await pipeline(rows, createWriteStream(join(folder, 'all.csv'), { flush: true }));
  await client.end();
  return rows.rowCount;
});
