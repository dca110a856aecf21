import type { Job, RowOutcome, Target } from '@rowferry/core';
import { jobState } from './job-state.ts';
import { LIKE_ZUORA } from './likeness.ts';

/** A tenant that refuses every row of its jobs, and generates their error lists as they are read. */
export interface LazyErrors {
  /** The row, from 0, that the error at this index of the list belongs to. */
  readonly rowOf: (place: number) => number;
  readonly count: number;
  /** Bytes that each echo has in addition to the row that was sent. */
  readonly paddingBytes: number;
}

export function lazyErrorsTarget({ rowOf, count, paddingBytes }: LazyErrors): Target {
  const jobs = new Map<string, Job>();
  const known = (id: string) => jobs.get(id) as Job;
  const put = (job: Job) => {
    jobs.set(job.id, job);
    return job;
  };
  const setStatus = (id: string, status: string) =>
    put({ ...known(id), ...jobState(status), recordsProcessed: 0 });
  return {
    name: 'lazy',
    object: 'Thing',
    operation: 'create',
    ...LIKE_ZUORA,
    create: async () =>
      put({
        id: `job-${jobs.size}`,
        ...jobState('pending'),
        object: 'Thing',
        operation: 'create',
        createdBy: 'us',
      }),
    async upload(id, file) {
      for await (const _block of file.open());
      return setStatus(id, 'completed');
    },
    get: async (id) => known(id),
    list: async () => ({ jobs: [...jobs.values()] }),
    async *outcomes() {
      for (let place = 0; place < count; place++) {
        const padding = Buffer.alloc(paddingBytes, `${place} `).toString('latin1');
        yield errorAt(place, rowOf(place), padding);
      }
    },
    cancel: async (id) => setStatus(id, 'cancelled'),
  };
}

function errorAt(place: number, row: number, padding: string): RowOutcome {
  return {
    row: row + 2,
    code: 71012520,
    message: `row ${row} is refused at ${place}`,
    record: { Id: String(place), n__c: String(row), made_by_the_target__c: padding },
  };
}
