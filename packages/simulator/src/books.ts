import type { Schema } from './definitions/definition.ts';
import { type JobState, type Rejection, stateOf } from './job-state.ts';
import type { ActiveJobsPeak } from './jobs/register.ts';
import { type StoredRecord, storedRecord } from './stored-record.ts';
import type { TenantParts } from './tenant-parts.ts';

/** The real state of the tenant: lags, knobs and faults do not change it. */
export interface TenantBooks {
  /** The stored records, in order of creation. */
  records(object: string): Iterable<StoredRecord>;
  recordCount(object: string): number;
  /** Every job, purged jobs included, in order of creation. */
  jobs(): JobState[];
  /** The rows that a job did not store, in file order. */
  rejections(jobId: string): Iterable<Rejection>;
  /** Jobs that occupy a slot now. */
  readonly activeJobs: number;
  /** The most jobs that have occupied slots at one time. */
  readonly activeJobsPeak: ActiveJobsPeak;
  /** Requests that a fault is delaying or stalling now. */
  readonly heldRequests: number;
  definitions(): Schema[];
}

export function createTenantBooks({
  definitions,
  standardObjects,
  jobs,
  timers,
}: TenantParts): TenantBooks {
  const objectOf = (name: string) => definitions.get(name) ?? standardObjects.get(name);
  const jobIdOf = (ordinal: number) => jobs.includingPurged()[ordinal - 1]?.id;
  return {
    *records(name) {
      const object = objectOf(name);
      for (let ordinal = 0; ordinal < (object?.records.size() ?? 0); ordinal++) {
        if (object?.records.exists(ordinal)) yield storedRecord(object, ordinal, jobIdOf);
      }
    },
    recordCount: (name) => objectOf(name)?.records.count() ?? 0,
    jobs: () => jobs.includingPurged().map((job) => stateOf(job, jobs.get(job.id) === undefined)),
    *rejections(jobId) {
      const job = jobs.includingPurged().find(({ id }) => id === jobId);
      for (const { place, problems } of job?.errors?.rows ?? []) {
        yield { row: place?.number, problems };
      }
    },
    get activeJobs() {
      return jobs.activeCount();
    },
    get activeJobsPeak() {
      return jobs.peak();
    },
    get heldRequests() {
      return timers.waitingCount;
    },
    definitions: () => [...definitions.all()].map(({ schema }) => schema),
  };
}
