import type { Definition } from './definition.ts';
import type { Job, JobPage, JobQuery } from './job.ts';
import type { Quota } from './quota.ts';
import type { RowOutcome } from './row-outcome.ts';

/** The options of a request to the target. */
export interface RequestOptions {
  readonly signal: AbortSignal;
  /** The id of the run that sends it, for the target's own log. Absent outside of a run. */
  readonly runId?: string | undefined;
  /** Is to be called once for each answer that says how many requests are left. */
  readonly onQuota?: ((quota: Quota) => void) | undefined;
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
  /** Rows of one CSV file; absent if none is known. */
  readonly rowsMax?: number;
}

/** What one job can do with the rows of its file. */
export type Operation = 'create' | 'update' | 'upsert';

/** How the jobs of a target differ from those of other targets. */
export interface TargetTraits {
  /**
   * Whether `outcomes` lists every row. If not, it lists only rows that were refused, and a row is stored if
   * it is neither refused nor in doubt.
   */
  readonly listsStored: boolean;
  /** Whether outcomes name rows by numbers. If not, an outcome is attributed by its record alone. */
  readonly rowNumbers: 'counted' | 'none';
  /** Whether `list` returns the newest jobs first. If so, reading a list may stop at the jobs of yesterday. */
  readonly listOrder: 'newest-first' | 'none';
  /** Whether a job keeps the `key` that `create` was given. If so, the job of a lost create is found by it. */
  readonly clientJobKey: boolean;
}

/** The names of the fields that the target itself maintains in each record. */
export interface SystemFields {
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly updatedBy: string;
  readonly updatedAt: string;
}

/** What `create` is asked for. */
export interface JobRequest {
  readonly operation: Operation;
  /** Ours, and different for each create. Only a target with the trait `clientJobKey` keeps it. */
  readonly key: string;
}

/** A stored record, as a look-up returns it: system fields and columns by name. */
export type FoundRecord = Readonly<Record<string, unknown>>;

/**
 * Where chunks go: the six operations of a bulk-job API, unchanged. A target has no policy: it never
 * tries again, sleeps or loops. It says what an answer means; core decides what to do. Every failed request
 * throws a {@link TargetError}; an abort throws the signal's reason.
 */
export interface Target {
  readonly name: string;
  /** The object that every job of this target is for. */
  readonly object: string;
  /** What the migration does with its records. */
  readonly operation: Operation;
  /** What one job of this API can do. */
  readonly operations: readonly Operation[];
  readonly limits: TargetLimits;
  readonly traits: TargetTraits;
  readonly systemFields: SystemFields;
  /**
   * What decides where rows go and what becomes of them: its options in plain data, with all defaults filled in, the
   * same for all ways to write them, without credentials. A resume on the command line compares a digest of it.
   * Default: the options as written.
   */
  readonly decides?: object | undefined;
  /**
   * Which tenant this is, whoever logs in; `undefined` if it cannot be known. A run is never continued in
   * another tenant.
   */
  identity(options: RequestOptions): Promise<string | undefined>;
  create(request: JobRequest, options: RequestOptions): Promise<Job>;
  upload(jobId: string, file: UploadFile, options: RequestOptions): Promise<Job>;
  get(jobId: string, options: RequestOptions): Promise<Job>;
  list(query: JobQuery, options: RequestOptions): Promise<JobPage>;
  /** What became of the rows of a job, parsed as it arrives. */
  outcomes(jobId: string, options: RequestOptions): AsyncIterable<RowOutcome>;
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
