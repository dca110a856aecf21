import type { Schema } from './definitions/definition.ts';
import type { CustomObject } from './definitions/register.ts';
import type { Job, JobStatus } from './jobs/job.ts';
import type { ActiveJobsPeak } from './jobs/register.ts';
import type { Problem } from './records/cell.ts';
import type { TenantParts } from './tenant-parts.ts';

/** One stored record, for a caller that checks what arrived. */
export interface StoredRecord {
  readonly id: string;
  /** The job that created it; `undefined` for synchronous calls. */
  readonly jobId: string | undefined;
  /** Number of the row that created it; the first data row is 2. */
  readonly row: number;
  /** The job that last wrote it. */
  readonly updatedJobId: string | undefined;
  readonly updatedRow: number;
  /** Stored text by field name; fields without a value are absent. */
  readonly cells: Readonly<Record<string, string>>;
}

/** The real state of one job, whatever the tenant answers about it. */
export interface JobState {
  readonly id: string;
  /** The client id, `token-1` and so on, or `foreign`. */
  readonly login: string;
  readonly object: string;
  readonly operation: string;
  /** Its last status. */
  readonly status: JobStatus;
  /** Whether it was purged: it answers 404 and occupies no slot. */
  readonly isGone: boolean;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
  readonly rowsStored: number;
  readonly rowsRejected: number;
}

/** A row that was not stored, and why. */
export interface Rejection {
  /** Record number in the file; the first data row is 2. `undefined` for deletes. */
  readonly row: number | undefined;
  readonly problems: readonly Problem[];
}

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

export function createTenantBooks({ definitions, jobs, timers }: TenantParts): TenantBooks {
  const jobIdOf = (ordinal: number) => jobs.includingPurged()[ordinal - 1]?.id;
  return {
    *records(name) {
      const object = definitions.get(name);
      for (let ordinal = 0; ordinal < (object?.records.size() ?? 0); ordinal++) {
        if (object?.records.exists(ordinal)) yield storedRecord(object, ordinal, jobIdOf);
      }
    },
    recordCount: (name) => definitions.get(name)?.records.count() ?? 0,
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

function storedRecord(
  { records, layout }: CustomObject,
  ordinal: number,
  jobIdOf: (ordinal: number) => string | undefined,
): StoredRecord {
  const [created, updated] = [records.created(ordinal), records.updated(ordinal)];
  const texts = records.cells(ordinal);
  const cells: Record<string, string> = {};
  for (const { name, slot } of layout.fields) {
    const text = texts[slot];
    if (text !== undefined) cells[name] = text;
  }
  return {
    id: records.idOf(ordinal),
    jobId: jobIdOf(created.job),
    row: created.row,
    updatedJobId: jobIdOf(updated.job),
    updatedRow: updated.row,
    cells,
  };
}

function stateOf(job: Job, isGone: boolean): JobState {
  const { id, login, object, operation, status, createdAt, endedAt } = job;
  const { rowsStored, rowsRejected } = job;
  const now = { status, isGone, createdAt, endedAt };
  return { id, login: login.name, object, operation, ...now, rowsStored, rowsRejected };
}
