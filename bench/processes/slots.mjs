// A load of small jobs into a tenant that takes its time with each of them. The tenant's books have the figures.
import { migrate } from '@rowferry/core';
import { zuora } from '@rowferry/zuora';
import { slotColumns, slotOptions, slotSource } from '../slot-load.mjs';
import { measure } from './measure.mjs';

const [runDir, baseUrl, jobs, how] = process.argv.slice(2);

await measure(async () => {
  const target = zuora({ baseUrl, token: 'bench', object: 'Vehicle', operation: 'create' });
  const options = { columns: slotColumns, target, jobs: slotOptions, runDir };
  const { records } = await migrate(slotSource(Number(jobs), how), options);
  return records.loaded;
});
