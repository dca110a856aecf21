import type { Chunk } from '../chunks/chunk.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { RowErrors } from './row-errors.ts';

/** The errors of a job, each attributed to its row or to the rows that it may belong to. */
export interface Attributed {
  /** The errors whose row is proven, by row. */
  readonly proven: RowErrors;
  /** How many errors neither a numbering nor an echo attributes to one row. */
  readonly unattributed: number;
  /** Whether an unattributed error may belong to the row, and the row has no proven error. */
  isInDoubt(row: number): boolean;
}

/** What is proven of the rows of a job. */
export interface Proof {
  /** Absent if the list was empty or could not be read. */
  readonly attributed?: Attributed;
  /** Why every row without a proven error is in doubt; absent if that is not the case. */
  readonly inDoubt?: UnresolvedReason;
}

export type Prove = (chunk: Chunk, job: EndedJob) => Promise<Proof>;
