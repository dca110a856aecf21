// The same migration into a target that reads each file and forgets it: no network, no waiting.
import { migrate } from '@rowferry/core';
import { jsonl } from '@rowferry/source-jsonl';
import { columns } from '../legacy.mjs';
import { measure } from './measure.mjs';

const [path, runDir] = process.argv.slice(2);

function forgetful() {
  const jobs = new Map();
  const job = (id) => ({ id, object: 'Vehicle', operation: 'create', ...jobs.get(id) });
  return {
    name: 'forgetful',
    object: 'Vehicle',
    operation: 'create',
    limits: { activeJobsMax: 5, fileBytesMax: 15_000_000 },
    async create() {
      const id = String(jobs.size);
      jobs.set(id, { status: 'pending' });
      return job(id);
    },
    async upload(id, file) {
      for await (const _ of file.open());
      jobs.set(id, { status: 'completed' });
      return job(id);
    },
    get: async (id) => job(id),
    list: async () => ({ jobs: [...jobs.keys()].map(job) }),
    async *errors() {},
    cancel: async (id) => job(id),
  };
}

await measure(async () => {
  const options = { columns, target: forgetful(), runDir, jobs: { errorsLagSeconds: 0 } };
  const { records } = await migrate(jsonl({ path }), options);
  return records.loaded;
});
