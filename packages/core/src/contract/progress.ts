import type { JobStep } from './job.ts';
import type { RecordCounts } from './summary.ts';

/**
 * What a run may wait for: `slot`: the tenant has no free slot; `rate`: the target asks to send less;
 * `quota`: the run's share of the requests of an hour is used up, or so few are left that jobs are asked about rarely;
 * `target`: the target does not answer, or refuses for a reason that passes; `source`: the next records.
 */
export type WaitReason = 'slot' | 'rate' | 'quota' | 'target' | 'source';

/** Something that a run waits for at this moment. */
export interface Wait {
  readonly for: WaitReason;
  /** How long it has waited, in milliseconds. */
  readonly sinceMs: number;
  /** How long until it tries again, in milliseconds; absent if that is not known. */
  readonly nextMs?: number;
}

/** The progress of a run at this moment. */
export interface Progress {
  readonly records: RecordCounts;
  /** Records taken from the source, including those not yet journaled. */
  readonly pulled: number;
  /** Records of the whole source: estimated from `fraction`, exact when it is read; absent if not known. */
  readonly total?: number;
  /** The part of the source that has been read, 0 to 1; absent if its size is not known. */
  readonly fraction?: number;
  /** Records that got a verdict per second, over the last ten seconds. */
  readonly recordsPerSecond: number;
  /** How many unfinished jobs there are at each step. */
  readonly jobs: Readonly<Partial<Record<JobStep, number>>>;
  /** What the run waits for, the longest wait first. Running jobs are no wait. */
  readonly waits: readonly Wait[];
}
