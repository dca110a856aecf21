import type { JobEnd, JobError } from '../contract/job.ts';

/** A job that took a chunk's file and has ended. */
export interface EndedJob {
  readonly id: string;
  readonly result: JobEnd;
  readonly recordsProcessed?: number;
  readonly error?: JobError;
  /** When it was found to have ended, by the target's clock, in milliseconds since 1970. */
  readonly endedAt: number;
  readonly requestId?: string;
}
