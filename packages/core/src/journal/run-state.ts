import type { Segment } from '../chunks/chunk.ts';
import type { SourceMark } from '../chunks/source-mark.ts';
import type { JournalEntry } from './entry.ts';
import type { DatesAhead } from './job-entry.ts';
import type { OpenChunk, OpenCreate, Span } from './open-chunk.ts';
import type { SentRequests } from './sent-requests.ts';
import type { Tally } from './tally.ts';

/** A segment whose local verdicts are not settled yet, or whose plugins have not been notified yet. */
export interface OpenSegment {
  readonly segment: Segment;
  readonly settled?: Span;
}

/**
 * Everything that a run knows about itself, computed from its journal. The process that writes the journal
 * and one that resumes from it reach the same state. Its size depends on the work that is unfinished, not
 * on the length of the run.
 */
export interface RunState extends Tally {
  /** Version of the journal's format; absent until its first line is read. */
  readonly version: number | undefined;
  /** Whether the records of a retry are in its directory. */
  readonly isSpooled: boolean;
  readonly source: SourceMark;
  /** By number. */
  readonly chunks: ReadonlyMap<number, OpenChunk>;
  readonly segments: ReadonlyMap<number, OpenSegment>;
  readonly creates: readonly OpenCreate[];
  /** Whether a segment had rows. */
  readonly hasChunk: boolean;
  /** The fields that the migration names, and that no record up to the last segment had, or could have had. */
  readonly unseenFields: readonly string[];
  /** Creates that were journaled, whatever became of them. */
  readonly announced: number;
  /** Who created the jobs of this run, according to the answers: each process may have had another login. */
  readonly logins: ReadonlySet<string>;
  /** How far the target's dates are ahead of the time in its answers, as the last created job shows; absent before. */
  readonly dates: DatesAhead | undefined;
  /** Jobs that were missing for too long. */
  readonly vanished: ReadonlySet<string>;
  readonly refuted: readonly string[];
  readonly countsStored: boolean;
  /** Chunks that were submitted again. */
  readonly resubmits: number;
  /** Length of the key index that the last segment made durable. */
  readonly keysBytes: number;
  readonly rejectedBytes: number;
  readonly unresolvedBytes: number;
  /** The requests of the last day, in the order in which they were sent. */
  readonly sentRequests: readonly SentRequests[];
  readonly ended: Extract<JournalEntry, { type: 'ended-run' }> | undefined;
  /** Returns a number that no file of a chunk has. */
  nextNumber(): number;
  /**
   * Skips the numbers that earlier holders of the run may have used and not journaled. `holder` is the
   * number of this process among them, so that no two of them use the same numbers.
   */
  skipNumbers(holder: number): void;
  apply(entry: JournalEntry): void;
}
