// DuckDB with one thread: JSON Lines to CSV files of 15 MB. It does not sync them. Texts stay as they are.
import { DuckDBInstance } from '@duckdb/node-api';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, folder] = process.argv.slice(2);
const values = Object.entries(columns).map(([name, from]) =>
  typeof from === 'string' ? `${from} AS ${name}` : `'${from.value}' AS ${name}`,
);
const types = `{
  id: 'BIGINT', vin: 'VARCHAR', owner: 'STRUCT(name VARCHAR, city VARCHAR)', notes: 'VARCHAR', mileage: 'BIGINT',
  price: 'DOUBLE', insured: 'BOOLEAN', registered_on: 'VARCHAR', sold_at: 'VARCHAR'
}`;
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();

await measure(async () => {
  const { rowsChanged } = await connection.run(`
    COPY (SELECT ${values.join(', ')} FROM read_ndjson('${path}', columns = ${types}))
    TO '${folder}' (FORMAT csv, HEADER, FILE_SIZE_BYTES '15MB', OVERWRITE_OR_IGNORE)`);
  return rowsChanged;
});
