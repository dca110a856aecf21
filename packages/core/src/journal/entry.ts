import type { Chunk, Segment } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { RecordCounts } from '../contract/summary.ts';
import type { JobEntry } from './job-entry.ts';
import type { SentRequests } from './sent-requests.ts';

/** The version of the journal's format that this version of Rowferry writes. */
export const JOURNAL_VERSION = 7;

/**
 * One change of state. Everything that a resume needs is here, or in a file that is named here and was
 * made durable earlier.
 */
export type JournalEntry =
  | {
      readonly type: 'run';
      readonly version: number;
      readonly runId: string;
    }
  /** A segment of the source is committed; see {@link Segment}. */
  | ({
      readonly type: 'segment';
      /** The fields that no record so far had, or could have had; absent: there are none. */
      readonly unseen?: readonly string[] | undefined;
    } & Segment)
  /** The records of a retry are in its directory, and the run that it retries names this one. */
  | { readonly type: 'spooled' }
  /** The source has no record at this position or later. */
  | { readonly type: 'read'; readonly to: number }
  | JobEntry
  | SettledEntry
  /** Requests that were answered, at most a minute after `at`. They count in the quota of a resume, too. */
  | ({ readonly type: 'requests' } & SentRequests)
  /** All plugins were notified of the verdicts of this settling. */
  | { readonly type: 'notified'; readonly of: VerdictsOf; readonly chunk: number }
  | {
      readonly type: 'ended-run';
      readonly status: 'completed' | 'stopped' | 'interrupted';
      /** ISO 8601, UTC. */
      readonly at: string;
    };

/** Whose verdicts: of a segment's records that did not become rows, of a job's rows, or of rows in doubt. */
export type VerdictsOf = 'segment' | 'job' | 'in-doubt';

/** The result files contain these verdicts; nothing after these lengths is valid. */
export interface SettledEntry {
  readonly type: 'settled';
  readonly of: VerdictsOf;
  /** The number of the segment or chunk. */
  readonly chunk: number;
  /** Set for the rows of a job. */
  readonly job?: string;
  readonly rejectedBytes: number;
  readonly unresolvedBytes: number;
  readonly counts: Omit<RecordCounts, 'read'>;
  /** Rows of the chunk whose outcome is not known yet, as a chunk of their own. */
  readonly inDoubt?: InDoubtChunk;
  /** Rows that were in doubt and are submitted again. */
  readonly again?: readonly Chunk[];
  /** The number in the name of the file with the outcomes of rows that were in doubt. */
  readonly resolved?: number;
  /** What is known of the tenant now; it applies to the rest of the run. */
  readonly refuted?: readonly string[];
  readonly countsStored?: boolean;
}
