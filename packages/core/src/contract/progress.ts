import type { RecordCounts } from './summary.ts';

/** The progress of a run at this moment. */
export interface Progress {
  readonly records: RecordCounts;
  /** Records taken from the source, including those not yet journaled. */
  readonly pulled: number;
  /** Unfinished jobs by their status. */
  readonly jobs: Readonly<Record<string, number>>;
  /** The part of the source that has been read, 0 to 1; absent if its size is not known. */
  readonly fraction?: number;
}
