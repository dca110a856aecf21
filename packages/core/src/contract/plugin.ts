import type { JobStep } from './job.ts';
import type { Progress } from './progress.ts';
import type { RunEnd, RunInfo } from './run-info.ts';
import type { SourceRecord } from './source.ts';
import type { Verdict } from './verdict.ts';

export type MaybePromise<T> = T | Promise<T>;

/** Where the record of a transform was read. */
export interface TransformContext {
  /** 0-based place of the record in source order. */
  readonly position: number;
  /** Where a person finds it: `vehicles.jsonl:42`. */
  readonly at: string;
}

/** The last steps of a job. */
export const ENDS: readonly JobStep[] = ['completed', 'failed', 'cancelled', 'vanished'];

/** A change in the state of a job. */
export interface JobEvent {
  /** The number of the job's chunk. */
  readonly chunk: number;
  /** Absent until the target has given the job an id. */
  readonly id?: string;
  readonly status: JobStep;
  readonly rows: number;
  readonly bytes: number;
  readonly requestId?: string;
}

/** The names of all hooks. */
export const HOOKS: readonly Exclude<keyof Plugin, 'name' | 'fields' | 'decides'>[] = [
  'onStart',
  'transform',
  'transformBatch',
  'onVerdicts',
  'onJob',
  'onProgress',
  'onEnd',
];

/**
 * Changes, drops or refuses records, and watches a run. Every hook is optional. Hooks run one after
 * the other, in plugin order; a hook that returns no promise is not awaited. A hook that throws stops
 * the run with `PLUGIN_FAILED`, except `transform`; the first line of its message is shown to people, and must not quote
 * a record. After an abort a hook that does not settle is not waited
 * for any longer than `jobs.graceSeconds`.
 */
export interface Plugin {
  readonly name: string;
  /**
   * Names of fields, not paths, that its transform takes from records. If none of the records that it gets at
   * first has one of them, the run stops with `FIELD_UNKNOWN` before its first job. Default: none.
   */
  readonly fields?: readonly string[] | undefined;
  /**
   * What decides how it changes records: its options in plain data, with all defaults filled in, without
   * credentials. A resume on the command line compares a digest of it. Default: the options as written.
   */
  readonly decides?: object | undefined;
  /** Called once in each process of a run, before its first request. */
  onStart?(run: RunInfo): MaybePromise<void>;
  /**
   * Returns the record to send, or `undefined` to skip it. Throwing rejects only this record, with the
   * error's message. Throw a {@link Rejection} to choose code and column, a `RowferryError` to stop the run.
   */
  transform?(record: SourceRecord, context: TransformContext): MaybePromise<object | undefined>;
  /**
   * Does the same for all records of a batch that are not yet skipped or rejected, after `transform` if a
   * plugin has both. Returns for each record what to send, `undefined` to skip it, or an error, which acts
   * as if `transform` had thrown it. Throwing stops the run, and no record gets a verdict from it.
   */
  transformBatch?(
    records: readonly SourceRecord[],
    contexts: readonly TransformContext[],
  ): MaybePromise<readonly (object | undefined | Error)[]>;
  /** Called with durable verdicts: at least once for each record, always with the same verdict. */
  onVerdicts?(verdicts: readonly Verdict[]): MaybePromise<void>;
  onJob?(job: JobEvent): MaybePromise<void>;
  /**
   * Called every second of a run, and once more before `onEnd`. The run does not wait for it until then, and
   * a plugin that is still busy gets no other report.
   */
  onProgress?(progress: Progress): MaybePromise<void>;
  /** Called once in each process, when the summary is written, even if the `onEnd` of another plugin throws. */
  onEnd?(end: RunEnd): MaybePromise<void>;
}
