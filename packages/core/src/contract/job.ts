import type { Meaning } from './target-error.ts';

/** A job as the target describes it. Unknown words in `status` and `operation` are passed through. */
export interface Job {
  readonly id: string;
  /** `accepted`, `pending`, `in_progress`, `completed`, `failed`, `cancelled`, or an unknown word. */
  readonly status: string;
  readonly object: string;
  readonly operation: string;
  readonly createdById?: string;
  /** As the target sent it; with or without milliseconds. */
  readonly createdDate?: string;
  readonly updatedDate?: string;
  readonly recordsProcessed?: number;
  readonly processingTimeMs?: number;
  /** The job's own error, if the job failed as a whole. */
  readonly error?: JobError;
  /** The request id of this answer. */
  readonly requestId?: string;
  /** The target's clock when it answered (the `Date` header), in milliseconds since 1970. */
  readonly answeredAt?: number;
}

/** The error of a job as a whole. */
export interface JobError {
  /** `lasting`: every later job would fail with it, too. `full`: the tenant had no room for the job. */
  readonly meaning: Meaning;
  readonly code?: number | string;
  readonly message?: string;
}

export interface JobQuery {
  readonly status?: string;
  /** Jobs per page; Zuora allows up to 100. */
  readonly pageSize?: number;
  /** From the previous page; absent for the first page. */
  readonly cursor?: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** Absent when this is the last page. */
  readonly cursor?: string;
  /** The target's clock when it answered, in milliseconds since 1970. */
  readonly answeredAt?: number;
}

/** One item of a job's error list. Any field may be missing. */
export interface RowError {
  /** What the refusal means. Default: `other`. */
  readonly meaning?: RowMeaning;
  /** The row number: the header is 1, data starts at 2. Core finds out what it counts. */
  readonly row?: number;
  readonly code?: number | string;
  readonly message?: string;
  /** The record as the target echoes it. Values may be coerced, and fields may be missing. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** What the refusal of a row means. */
export type RowMeaning =
  /** Another record has the value of a unique column. */
  | 'duplicate'
  /** The record to change does not exist. */
  | 'missing'
  /** A temporary trouble: the same row may be stored later. */
  | 'passing'
  /** The same row would be refused at any time. */
  | 'lasting'
  | 'other';
