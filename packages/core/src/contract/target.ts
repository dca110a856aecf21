import type { Definition } from './definition.ts';
import type { Job, JobPage, JobQuery, RowError } from './job.ts';

/** The options of a request to the target. */
export interface RequestOptions {
  readonly signal: AbortSignal;
}

/** A chunk's CSV file for upload. */
export interface UploadFile {
  readonly sizeBytes: number;
  /** Opens the file from its first byte, in blocks; may be called again for another attempt. */
  open(): AsyncIterable<Uint8Array>;
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
