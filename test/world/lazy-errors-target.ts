import type { Job, RowError, Target } from '@rowferry/core';

/** A tenant that refuses every row of its jobs, and makes their error lists as they are read. */
export interface LazyErrors {
  /** Which row the error at a place of the list means, from 0. */
  readonly rowOf: (place: number) => number;
  readonly count: number;
  /** Bytes by which each echo is longer than what was sent. */
  readonly paddingBytes: number;
}

export function lazyErrorsTarget({ rowOf, count, paddingBytes }: LazyErrors): Target {
  const jobs = new Map<string, Job>();
  const known = (id: string) => jobs.get(id) as Job;
  const put = (job: Job) => {
    jobs.set(job.id, job);
    return job;
  };
  const tell = (id: string, status: string) => put({ ...known(id), status, recordsProcessed: 0 });
  return {
    name: 'lazy',
    object: 'Thing',
    operation: 'create',
    limits: { activeJobsMax: 5, fileBytesMax: 15_000_000 },
    create: async () =>
      put({
        id: `job-${jobs.size}`,
        status: 'pending',
        object: 'Thing',
        operation: 'create',
        createdById: 'us',
      }),
    async upload(id, file) {
      for await (const _block of file.open());
      return tell(id, 'completed');
    },
    get: async (id) => known(id),
    list: async () => ({ jobs: [...jobs.values()] }),
    async *errors() {
      for (let place = 0; place < count; place++) {
        const padding = Buffer.alloc(paddingBytes, `${place} `).toString('latin1');
        yield errorAt(place, rowOf(place), padding);
      }
    },
    cancel: async (id) => tell(id, 'cancelled'),
  };
}

function errorAt(place: number, row: number, padding: string): RowError {
  return {
    row: row + 2,
    code: 71012520,
    message: `row ${row} is refused at ${place}`,
    record: { Id: String(place), n__c: String(row), made_by_the_target__c: padding },
  };
}
