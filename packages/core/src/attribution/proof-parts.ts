import type { ChunkStore } from '../chunks/store.ts';
import type { Definition } from '../contract/definition.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { Requests } from '../jobs/requests.ts';
import type { TargetClock } from '../jobs/target-clock.ts';
import type { RowNumbering } from './row-numberings.ts';

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
