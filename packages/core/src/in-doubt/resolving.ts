import type { KeyIndex } from '../chunks/key-index.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { Definition } from '../contract/definition.ts';
import type { JobSettings } from '../contract/job-options.ts';
import type { Recovery } from '../jobs/recovery.ts';
import type { Requests } from '../jobs/requests.ts';
import type { TargetClock } from '../jobs/target-clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Own } from './foreign-jobs.ts';

/** What is needed to settle rows in doubt. */
export interface Resolving {
  readonly requests: Requests;
  readonly store: ChunkStore;
  readonly journal: Journal;
  readonly clock: TargetClock;
  readonly recovery: Recovery;
  readonly keys: KeyIndex;
  /** Absent if the target does not provide it. */
  readonly definition: Definition | undefined;
  readonly ownJobs: Own['ownJobs'];
  readonly settings: Pick<JobSettings, 'lookupLagSeconds' | 'resubmitJobsMax'>;
  /** Waits; rejects when nothing new may start. */
  readonly sleep: (ms: number) => Promise<void>;
}
