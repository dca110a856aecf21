// A PostgreSQL table into a target that discards: what `core.mjs` does with a JSON Lines file.
import { migrate } from '@rowferry/core';
import { postgres } from '@rowferry/source-postgres';
import { discardingTarget } from '../discarding-target.mjs';
import { tableColumns } from '../legacy-table.mjs';
import { measure } from './measure.mjs';

const [connection, runDir, orderBy, partitions = '1'] = process.argv.slice(2);

await measure(async () => {
  const source = postgres({
    connection,
    table: 'vehicles',
    ...(orderBy && { orderBy, partitions: Number(partitions) }),
  });
  const options = { target: discardingTarget(), runDir, jobs: { errorsLagSeconds: 0 } };
  const { records } = await migrate(source, { columns: tableColumns, ...options });
  return records.loaded;
});
