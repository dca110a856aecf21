// A table of PostgreSQL into a target that forgets: what `core` does with a file of JSON Lines.
import { migrate } from '@rowferry/core';
import { postgres } from '@rowferry/source-postgres';
import { forgetful } from '../forgetful.mjs';
import { tableColumns } from '../legacy-table.mjs';
import { measure } from './measure.mjs';

const [connection, runDir, orderBy, partitions = '1'] = process.argv.slice(2);

await measure(async () => {
  const source = postgres({
    connection,
    table: 'vehicles',
    ...(orderBy && { orderBy, partitions: Number(partitions) }),
  });
  const options = { target: forgetful(), runDir, jobs: { errorsLagSeconds: 0 } };
  const { records } = await migrate(source, { columns: tableColumns, ...options });
  return records.loaded;
});
