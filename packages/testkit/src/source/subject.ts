import type { MaybePromise, Source, SourceRecord, Unreadable } from '@rowferry/core';
import { z } from 'zod';
import { PATIENCE_MS } from '../patience.ts';
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
  /** What `locate` must return for each record. */
  readonly places?: readonly string[] | undefined;
  /** Whether batches have checkpoints. Default: true. */
  readonly restarts?: boolean | undefined;
  /** Makes a source that fails in the middle, such as one that reads a truncated file. */
  failing?: (() => MaybePromise<Source>) | undefined;
  /** Returns how many files, connections and the like are open now for the sources made here. */
  held?: (() => MaybePromise<number>) | undefined;
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

const callable = <T>(what: string): z.ZodType<T> =>
  z.custom<T>((value) => typeof value === 'function', `expected ${what}`);

/** Refuses unknown keys, because a misspelt key would silently leave out a rule. */
export const SOURCE_OPTIONS: z.ZodType<SourceSubject> = z.strictObject({
  test: callable<Test>('the `test` of a runner'),
  source: callable<SourceConformance['source']>('a function that makes the source'),
  records: z
    .array(z.custom<SourceRecord | Unreadable>((value) => typeof value === 'object'))
    .min(2, 'expected two records or more'),
  places: z.array(z.string()).optional(),
  restarts: z.boolean().default(true),
  failing: callable<() => MaybePromise<Source>>('a function that makes a source').optional(),
  held: callable<() => MaybePromise<number>>('a function that counts').optional(),
  ahead: z
    .strictObject({ taken: callable<Ahead['taken']>('a function that counts'), max: z.number() })
    .optional(),
  patienceMs: z.number().positive().default(PATIENCE_MS),
});
