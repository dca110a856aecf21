import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { EndedJob } from './ended-job.ts';
import type { VerdictsOf } from './entry.ts';

/** A create that was sent and has no reliable answer. */
export interface OpenCreate {
  /** The number of this create among all of the run, from 1. */
  readonly number: number;
  readonly chunk: number;
  /** When it was journaled, by the target's clock. */
  readonly at: number;
  /** How far that clock may have been ahead of `at`. */
  readonly slackMs: number;
  /** Whether the process that sent it knew its login. */
  readonly isLoginKnown: boolean;
}

/** The job of a chunk, as far as the journal knows it. */
export interface OpenJob {
  readonly id: string;
  readonly createdAt?: string;
  readonly createdBy?: string;
  readonly requestId?: string;
  /** Whether an attempt without an answer may have arrived. */
  readonly mayBeTaken: boolean;
  /** When the last attempt began, by the target's clock. */
  readonly sentAt?: number;
  readonly isTaken: boolean;
  /** Absent until the job has ended. */
  readonly ended?: EndedJob;
}

/** Where the verdicts of a settling are in the result files. */
export interface Span {
  readonly rejectedFrom: number;
  readonly rejectedBytes: number;
  readonly unresolvedFrom: number;
  readonly unresolvedBytes: number;
}

/** A chunk whose rows have no verdict yet, or whose plugins have not been notified yet. */
export interface OpenChunk {
  readonly chunk: Chunk;
  /** Set if the rows are in doubt, and are looked up before anything else is done. */
  readonly inDoubt?: InDoubtChunk;
  readonly job?: OpenJob;
  /** Set when the verdicts are settled; plugins must still be notified of them. */
  readonly settled?: Settled;
}

/** A settling whose plugins have not been notified yet. */
export interface Settled extends Span {
  readonly of: VerdictsOf;
  readonly job?: string;
  readonly inDoubt?: InDoubtChunk;
  readonly again: readonly Chunk[];
  /** The number in the name of the file with the outcomes of rows that were in doubt. */
  readonly resolved?: number;
}
