/** A target that reads each file and discards it: no network, no waiting. */
export function discardingTarget() {
  const jobs = new Map();
  const job = (id) => ({ id, object: 'Vehicle', operation: 'create', ...jobs.get(id) });
  return {
    name: 'discarding',
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
