import type { Meaning } from './target-error.ts';

/** What a job does. The target maps its own words. */
export type JobPhase =
  /** It waits for its file, and does nothing until then. */
  | 'waiting'
  | 'working'
  /** It does nothing any more. */
  | 'over'
  /** Not over; whether it waits for its file is not known. */
  | 'unknown';

/** How a job ended. A target never says `vanished`: so core calls a job that is missing for too long. */
export type JobEnd = 'completed' | 'failed' | 'cancelled' | 'vanished';

/** What a run is doing with a job, or how that ended. `waiting`: it was created, and no file was sent to it. */
export type JobStep = 'creating' | 'waiting' | 'uploading' | 'working' | JobEnd;

/** A job as the target describes it. */
export interface Job {
  readonly id: string;
  readonly phase: JobPhase;
  /** Set once the job is over. */
  readonly result?: JobEnd;
  /** The target's own word for its state, for people. */
  readonly status: string;
  readonly object: string;
  readonly operation: string;
  /** The login that created it. */
  readonly createdBy?: string;
  /** As the target sent it; with or without milliseconds. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  /** How many rows it has handled, or stored. */
  readonly recordsProcessed?: number;
  readonly processingTimeMs?: number;
  /** The key that `create` was given, if the target keeps it. */
  readonly key?: string;
  /** The job's own error, if the job failed as a whole. */
  readonly error?: JobError;
  /** The request id of this answer. */
  readonly requestId?: string;
  /** The target's clock when it answered, in milliseconds since 1970. */
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
  /** Only jobs that may wait for their file. */
  readonly isWaiting?: true | undefined;
  /** Jobs per page. Default: the target's. */
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
