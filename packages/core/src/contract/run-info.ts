import type { RowferryError } from './errors.ts';
import type { Summary } from './summary.ts';

/** What a retry takes from the earlier run, and what it leaves out. */
export interface Spooled {
  /** Records that are moved again. */
  readonly records: number;
  /** Lines without a record, because a source could not read it. */
  readonly withoutRecord: number;
  /** Records that contain NaN or an infinity, which JSON cannot write as a number. */
  readonly notFinite: number;
  /** Unresolved records that are stored, or that may be stored. */
  readonly unproven: number;
}

/** A run, as plugins see it. */
export interface RunInfo {
  readonly runId: string;
  /** Absent if the program did not ask for a run directory. */
  readonly runDir?: string;
  readonly source: string;
  readonly target: string;
  readonly object: string;
  readonly operation: string;
  /** What a retry takes from the earlier run; absent after the retry was resumed. */
  readonly retry?: Spooled;
}

/** How a run ended. */
export interface RunEnd {
  readonly summary: Summary;
  /** What stopped the run, or `INTERRUPTED`; absent when it completed. */
  readonly error?: RowferryError;
}
