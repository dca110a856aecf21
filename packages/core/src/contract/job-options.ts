/** Sizes, attempts and times of jobs. Times are in seconds, at most 30 days; fractions are allowed. */
export interface JobOptions {
  /** Jobs at the same time, from 1 to what the target allows, which is the default. */
  readonly concurrency?: number | undefined;
  /**
   * The most rows of a chunk. Default: 50,000. `auto`: the run begins with small chunks, and learns from its jobs which
   * size is best: that at which the part of a job's time that does not depend on its rows is a twentieth of it.
   */
  readonly maxRows?: number | 'auto' | undefined;
  /** The most bytes of a chunk's CSV file, header included. Default and maximum: the target's. */
  readonly maxBytes?: number | undefined;
  /** How long an aborted run continues to settle its running jobs. Default: 30. */
  readonly graceSeconds?: number | undefined;
  /** The most attempts of one request. Default: 8. */
  readonly attemptsMax?: number | undefined;
  /** How long a failed request is tried again. Default: 900. */
  readonly retryDeadlineSeconds?: number | undefined;
  /** How long a job may stay unchanged. Default: 21,600. */
  readonly idleDeadlineSeconds?: number | undefined;
  /** The most jobs that may be used to send rows in doubt again. Default: 50. */
  readonly resubmitJobsMax?: number | undefined;
  /** How long a request that was sent may still arrive. Default: 120. */
  readonly orphanGraceSeconds?: number | undefined;
  /** How long after a job's end its error list may still grow. Default: 2. */
  readonly errorsLagSeconds?: number | undefined;
  /** How long a look-up may not find a record that was stored. Default: 60. */
  readonly lookupLagSeconds?: number | undefined;
  /** The most that the run uses of the requests that the target allows in an hour and in a day, 0 to 1. Default: 0.5. */
  readonly quotaShare?: number | undefined;
  /** Whether `recordsProcessed` is taken as evidence. Default: true. */
  readonly checkCounts?: boolean | undefined;
}

/** {@link JobOptions} with every default filled in. */
export type JobSettings = { readonly [Name in keyof JobOptions]-?: NonNullable<JobOptions[Name]> };
