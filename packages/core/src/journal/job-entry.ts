import type { Chunk } from '../chunks/chunk.ts';
import type { JobEnd } from '../contract/job.ts';
import type { EndedJob } from './ended-job.ts';

/** How far the target's dates are ahead of the time in its answers, and how far off that may be. */
export interface DatesAhead {
  readonly aheadMs: number;
  readonly slackMs: number;
}

/** What happens to the job of a chunk. */
export type JobEntry =
  /** A create is sent soon after `at` (the target's clock, in milliseconds since 1970). */
  | {
      readonly type: 'creating';
      readonly chunk: number;
      readonly at: number;
      /** How far the target's clock may have been ahead of `at`. */
      readonly slackMs: number;
      /** Whether an answer had shown which login sends it. */
      readonly isLoginKnown: boolean;
    }
  /** The create of this chunk was refused: it created no job. */
  | { readonly type: 'uncreated'; readonly chunk: number }
  /** The create gave no reliable answer: a job may wait for its file. */
  | {
      readonly type: 'create-lost';
      readonly chunk: number;
      /** The number of the create; an older journal has only its time, which two creates may share. */
      readonly number?: number;
      readonly at: number;
      /** How far ahead of `at` the target's clock may have been when it was sent. */
      readonly slackMs: number;
    }
  /** The job of a lost create was cancelled, or cannot exist any more. */
  | {
      readonly type: 'accounted';
      readonly chunk: number;
      readonly number?: number;
      readonly at: number;
    }
  | {
      readonly type: 'created';
      readonly chunk: number;
      readonly job: string;
      readonly createdAt?: string;
      readonly createdBy?: string;
      readonly dates?: DatesAhead;
      readonly requestId?: string;
    }
  /** An attempt of the upload begins, by the target's clock. */
  | {
      readonly type: 'uploading';
      readonly chunk: number;
      readonly job: string;
      readonly at: number;
    }
  /** The last attempt was refused: it stored nothing; an earlier one may have arrived. */
  | {
      readonly type: 'upload-refused';
      readonly chunk: number;
      readonly job: string;
      readonly mayBeTaken: boolean;
    }
  | { readonly type: 'uploaded'; readonly chunk: number; readonly job: string }
  /** The job ended without taking the file; the chunk waits for another job. */
  | {
      readonly type: 'unused';
      readonly chunk: number;
      readonly job: string;
      readonly result: JobEnd;
    }
  /** No job took the chunk; it is split in two. */
  | { readonly type: 'split'; readonly chunk: number; readonly into: readonly Chunk[] }
  /** The job that took the chunk's file reached its final status. */
  | ({ readonly type: 'ended'; readonly chunk: number; readonly job: string } & Omit<
      EndedJob,
      'id'
    >);
