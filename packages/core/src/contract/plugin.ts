import type { SourceRecord } from './source.ts';
import type { Progress, Summary } from './summary.ts';
import type { Verdict } from './verdict.ts';

export type MaybePromise<T> = T | Promise<T>;

/** What a retry takes from the run before it, and what it leaves out. */
export interface Spooled {
  /** Records that are moved again. */
  readonly records: number;
  /** Lines without a record, which a source could not read. */
  readonly withoutRecord: number;
  /** Records that hold NaN or an infinity, for which JSON has no number. */
  readonly notFinite: number;
  /** Unresolved records that are stored, or of which it is not proven that they are not. */
  readonly unproven: number;
}

/** A run, as plugins see it. */
export interface RunInfo {
  readonly runId: string;
  /** Absent when the program asked for no run directory. */
  readonly runDir?: string;
  readonly source: string;
  readonly target: string;
  readonly object: string;
  readonly operation: string;
  /** What a retry takes from the run before it; absent once it was resumed. */
  readonly retry?: Spooled;
  /** How far the run is at this moment. */
  progress(): Progress;
}

/** Where the record of a transform was read. */
export interface TransformContext {
  /** 0-based place of the record in source order. */
  readonly position: number;
  /** Where a person finds it: `vehicles.jsonl:42`. */
  readonly at: string;
}

/** A change in the life of a job. */
export interface JobEvent {
  /** The number of the chunk that the job carries. */
  readonly chunk: number;
  /** Absent until the target has given the job an id. */
  readonly id?: string;
  /** `creating`, `uploading`, or the target's own word. */
  readonly status: string;
  readonly rows: number;
  readonly bytes: number;
  readonly requestId?: string;
}

/** How a run ended. */
export interface RunEnd {
  readonly summary: Summary;
  /** What stopped or interrupted the run; absent when it completed. */
  readonly error?: unknown;
}

/**
 * Changes, drops or refuses records, and watches a run. Every hook is optional. Hooks run one after
 * the other, in plugin order; a hook that returns no promise is not awaited. A hook that throws,
 * `transform` excepted, stops the run with `PLUGIN_FAILED`.
 */
export interface Plugin {
  readonly name: string;
  /** Called once in each process of a run, before its first request. */
  onStart?(run: RunInfo): MaybePromise<void>;
  /**
   * Gives the record that is sent; `undefined` skips it. Throwing rejects this record alone, with
   * the message; throw a {@link Rejection} to choose code and column, a `RowferryError` to stop.
   */
  transform?(
    record: SourceRecord,
    context: TransformContext,
  ): MaybePromise<SourceRecord | undefined>;
  /**
   * The same for all records of a batch that are not yet skipped or refused, after `transform` where a
   * plugin has both. Gives for each record what is sent, `undefined` to skip it, or the error that
   * refuses it, as if `transform` had thrown it. Throwing says nothing of any record: it stops the run.
   */
  transformBatch?(
    records: readonly SourceRecord[],
    contexts: readonly TransformContext[],
  ): MaybePromise<readonly (SourceRecord | undefined | Error)[]>;
  /** Called with verdicts that are durable; at least once each, always with the same verdict. */
  onVerdicts?(verdicts: readonly Verdict[]): MaybePromise<void>;
  onJob?(job: JobEvent): MaybePromise<void>;
  /** Called once in each process, when the summary is written. */
  onEnd?(end: RunEnd): MaybePromise<void>;
}
