// A whole migration: JSON Lines, chunks and journal on disk, jobs over HTTP, verdicts. Uploads are not compressed, unless
// the fourth argument is `gzip`.
import { migrate } from '@rowferry/core';
import { jsonl } from '@rowferry/source-jsonl';
import { zuora } from '@rowferry/zuora';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, runDir, baseUrl, gzip] = process.argv.slice(2);

await measure(async () => {
  const target = zuora({
    ...{ baseUrl, token: 'bench', object: 'Vehicle', operation: 'create' },
    gzip: gzip === 'gzip',
  });
  // This tenant's error lists are never late. Waiting for late ones takes 2 s of a run, however large it is.
  const jobs = { errorsLagSeconds: 0 };
  const { records } = await migrate(jsonl({ path }), { columns, target, runDir, jobs });
  return records.loaded;
});
