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
  readonly error?: { readonly code?: number | string; readonly message?: string };
  /** The request id of this answer. */
  readonly requestId?: string;
  /** The target's clock when it answered (the `Date` header), in milliseconds since 1970. */
  readonly answeredAt?: number;
}

export interface JobQuery {
  readonly status?: string | undefined;
  /** Jobs per page; Zuora allows up to 100. */
  readonly pageSize?: number | undefined;
  /** From the previous page; absent for the first page. */
  readonly cursor?: string | undefined;
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
  /** The row number: the header is 1, data starts at 2. Core finds out what it counts. */
  readonly row?: number;
  readonly code?: number | string;
  readonly message?: string;
  /** The record as the target echoes it. Values may be coerced, and fields may be missing. */
  readonly record?: Readonly<Record<string, unknown>>;
}
