import type { MaybePromise, Source, SourceRecord, Unreadable } from '@rowferry/core';
import type { Test } from '../rule.ts';

/** A source to test against the contract, and what the rules need to know about it. */
export interface SourceConformance {
  /** `test` of vitest or node:test, or `it` of Mocha or Jest. */
  readonly test: Test;
  /**
   * Makes a new source each time, over the same content. The content must be long enough for several
   * batches. With `held` or `ahead` it must be so long that the source cannot take all of it at once.
   */
  source(): MaybePromise<Source>;
  /** The expected records, in order. Of an `Unreadable`, only the code is compared. */
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** The names that `fields` must return, in order. */
  readonly fields?: readonly string[] | undefined;
  /** What `locate` must return for each record. */
  readonly places?: readonly string[] | undefined;
  /** Whether batches have checkpoints. Default: true. */
  readonly restarts?: boolean | undefined;
  /** Makes a source that fails in the middle, such as one that reads a truncated file. */
  readonly failing?: (() => MaybePromise<Source>) | undefined;
  /** Returns how many files, connections and the like are open now for the sources made here. */
  readonly held?: (() => MaybePromise<number>) | undefined;
  /** How far a source reads ahead of its reader. */
  readonly ahead?: Ahead | undefined;
  /** How long a rule waits for an event, such as the end of a connection. Default: 1500. */
  readonly patienceMs?: number | undefined;
}

export interface Ahead {
  /** How much the most recently made source has taken, in bytes, records or pages; starts at 0. */
  taken(): MaybePromise<number>;
  /** How much may be taken once one batch was yielded; the content must be larger. */
  readonly max: number;
}

/** {@link SourceConformance} with all defaults set. */
export type SourceSubject = SourceConformance & {
  readonly restarts: boolean;
  readonly patienceMs: number;
};
