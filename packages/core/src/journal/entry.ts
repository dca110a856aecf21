import type { Segment } from '../chunks/chunk.ts';
import type { JobEntry } from './job-entry.ts';
import type { SettledEntry, VerdictsOf } from './settled-entry.ts';

/** The version of the journal's format that this version of Rowferry writes. */
export const JOURNAL_VERSION = 3;

/**
 * One change of state. Everything that a resume needs is here, or in a file that is named here and was
 * made durable earlier.
 */
export type JournalEntry =
  | {
      readonly type: 'run';
      readonly version: number;
      readonly runId: string;
      /** Digest of what decides how a record becomes a row; see `shapeOf`. */
      readonly shape: string;
    }
  /** A segment of the source is committed; see {@link Segment}. */
  | ({ readonly type: 'segment' } & Omit<Segment, 'fraction'>)
  /** The records of a retry are in its directory, and the run that it retries names this one. */
  | { readonly type: 'spooled' }
  /** The source has no record at this position or later. */
  | { readonly type: 'read'; readonly to: number }
  | JobEntry
  | SettledEntry
  /** All plugins were notified of the verdicts of this settling. */
  | { readonly type: 'notified'; readonly of: VerdictsOf; readonly chunk: number }
  | {
      readonly type: 'ended-run';
      readonly status: 'completed' | 'stopped' | 'interrupted';
      /** ISO 8601, UTC. */
      readonly at: string;
    };
