// The same migration into a target that reads each file and forgets it: no network, no waiting.
import { migrate } from '@rowferry/core';
import { jsonl } from '@rowferry/source-jsonl';
import { forgetful } from '../forgetful.mjs';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, runDir] = process.argv.slice(2);

await measure(async () => {
  const options = { columns, target: forgetful(), runDir, jobs: { errorsLagSeconds: 0 } };
  const { records } = await migrate(jsonl({ path }), options);
  return records.loaded;
});
