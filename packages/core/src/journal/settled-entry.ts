import type { Chunk } from '../chunks/chunk.ts';
import type { InDoubtChunk } from '../chunks/in-doubt.ts';
import type { RecordCounts } from '../contract/summary.ts';

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
  /** What is known of the tenant now; it applies to the rest of the run. */
  readonly refuted?: readonly string[];
  readonly countsStored?: boolean;
}
