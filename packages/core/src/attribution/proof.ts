import type { Chunk } from '../chunks/chunk.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { Definition } from '../contract/definition.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { UnresolvedReason } from '../contract/unresolved.ts';
import type { Requests } from '../jobs/requests.ts';
import type { TargetClock } from '../jobs/target-clock.ts';
import type { EndedJob } from '../journal/ended-job.ts';
import type { RowErrors } from './row-errors.ts';
import type { RowNumbering } from './row-numberings.ts';

/** What a job lists, each item attributed to its row or to the rows that it may belong to. */
export interface Attributed {
  /** The errors whose row is proven, by row. */
  readonly proven: RowErrors;
  /** How many errors neither a numbering nor an echo attributes to one row. */
  readonly unattributed: number;
  /** Whether an unattributed error may belong to the row, and the row has no proven error. */
  isInDoubt(row: number): boolean;
  /** Whether the job never came to the row; absent if the target does not list such rows. */
  isUnprocessed?(row: number): boolean;
  /** Why rows are in doubt; absent if it is for an unattributed error. */
  readonly because?: UnresolvedReason;
}

/** What is proven of the rows of a job. */
export interface Proof {
  /** Absent if the list was empty or could not be read. */
  readonly attributed?: Attributed;
  /** Why every row without a proven error is in doubt; absent if that is not the case. */
  readonly inDoubt?: UnresolvedReason;
}

export type Prove = (chunk: Chunk, job: EndedJob) => Promise<Proof>;

/** What a run knows of its tenant. Facts are added and never removed. */
export interface TenantKnowledge {
  /** Row numberings that are wrong, as the errors of some job have shown. */
  readonly refuted: Set<RowNumbering>;
  /** Whether `recordsProcessed` is known to leave out refused rows. */
  countsStored: boolean;
}

/** What a `Prove` needs. */
export interface ProofParts {
  readonly requests: Requests;
  readonly store: ChunkStore;
  readonly clock: TargetClock;
  /** Absent if the target does not provide it. */
  readonly definition: Definition | undefined;
  /** Whether rows that a second job refuses are looked up. */
  readonly isLookedUp: boolean;
  readonly settings: Pick<JobSettings, 'errorsLagSeconds' | 'checkCounts'>;
  readonly known: TenantKnowledge;
}
