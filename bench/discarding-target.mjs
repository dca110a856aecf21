/** A target that reads each file and discards it: no network, no waiting. */
export function discardingTarget() {
  const jobs = new Map();
  const job = (id) => ({ id, object: 'Vehicle', operation: 'create', ...jobs.get(id) });
  return {
    name: 'discarding',
    object: 'Vehicle',
    operation: 'create',
    operations: ['create'],
    traits: {
      listsStored: false,
      rowNumbers: 'counted',
      listOrder: 'none',
      clientJobKey: false,
    },
    systemFields: {
      id: 'id',
      createdBy: 'createdBy',
      createdAt: 'createdAt',
      updatedBy: 'updatedBy',
      updatedAt: 'updatedAt',
    },
    identity: async () => undefined,
    limits: { activeJobsMax: 5, fileBytesMax: 15_000_000 },
    async create() {
      const id = String(jobs.size);
      jobs.set(id, { status: 'waiting', phase: 'waiting' });
      return job(id);
    },
    async upload(id, file) {
      for await (const _ of file.open());
      jobs.set(id, { status: 'done', phase: 'over', result: 'completed' });
      return job(id);
    },
    get: async (id) => job(id),
    list: async () => ({ jobs: [...jobs.keys()].map(job) }),
    async *outcomes() {},
    cancel: async (id) => job(id),
  };
}
