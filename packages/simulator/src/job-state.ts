import type { Job, JobStatus } from './jobs/job.ts';
import type { Problem } from './records/cell.ts';

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
  /** When it began to work on its rows. */
  readonly startedAt: number | undefined;
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

export function stateOf(job: Job, isGone: boolean): JobState {
  const { id, login, object, operation, status, createdAt, startedAt, endedAt } = job;
  const { rowsStored, rowsRejected } = job;
  const now = { status, isGone, createdAt, startedAt, endedAt };
  return { id, login: login.name, object, operation, ...now, rowsStored, rowsRejected };
}
