/** The options of a request to the target. */
export interface RequestOptions {
  readonly signal: AbortSignal;
}

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

/** A chunk's CSV file for upload. */
export interface UploadFile {
  readonly sizeBytes: number;
  /** Opens the file from its first byte, in blocks; may be called again for another try. */
  open(): AsyncIterable<Uint8Array>;
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

/** A column as the target defines it. */
export interface ColumnDefinition {
  /** `string`, `integer`, `number`, `boolean`, or an unknown word. */
  readonly type: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly required: boolean;
  readonly unique: boolean;
  readonly filterable: boolean;
  /** Maintained by the target itself. A file may not contain it, except `Id` on update. */
  readonly system: boolean;
}

export interface Definition {
  readonly object: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
}

export interface TargetLimits {
  /** Unfinished jobs that the target allows at the same time. */
  readonly activeJobsMax: number;
  /** Bytes of one CSV file, header included. */
  readonly fileBytesMax: number;
}

/** A stored record, as a look-up returns it: system fields and columns by name. */
export type FoundRecord = Readonly<Record<string, unknown>>;

/**
 * Where chunks go: the six operations of a bulk-job API, unchanged. A target has no policy: it never
 * tries again, sleeps or loops. Every failed request throws a {@link TargetError}; an abort throws the
 * signal's reason.
 */
export interface Target {
  readonly name: string;
  /** The object and the operation that every job of this target has. */
  readonly object: string;
  readonly operation: 'create' | 'update';
  readonly limits: TargetLimits;
  create(options: RequestOptions): Promise<Job>;
  upload(jobId: string, file: UploadFile, options: RequestOptions): Promise<Job>;
  get(jobId: string, options: RequestOptions): Promise<Job>;
  list(query: JobQuery, options: RequestOptions): Promise<JobPage>;
  /** The job's error list, parsed as it arrives. */
  errors(jobId: string, options: RequestOptions): AsyncIterable<RowError>;
  cancel(jobId: string, options: RequestOptions): Promise<Job>;
  /** Columns and their types, for validation before the first upload. */
  describe?(options: RequestOptions): Promise<Definition>;
  /** The stored records whose `column` equals one of `values`, to settle rows whose outcome is unknown. */
  find?(
    column: string,
    values: readonly string[],
    options: RequestOptions,
  ): AsyncIterable<FoundRecord>;
}
