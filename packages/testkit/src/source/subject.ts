import type { MaybePromise, Source, SourceRecord, Unreadable } from '@rowferry/core';
import { z } from 'zod';
import { PATIENCE_MS } from '../patience.ts';
import type { Test } from '../rule.ts';

/** A source to be held against the contract, and what the rules need to know of it. */
export interface SourceConformance {
  /** The runner's: `test` of vitest or node:test, `it` of Mocha or Jest. */
  readonly test: Test;
  /**
   * Makes the source, anew each time, over the same content. It must be long enough for several
   * batches; where `held` or `ahead` is given, so long that the source cannot have all of it at once.
   */
  source(): MaybePromise<Source>;
  /** What it must give, in order. Of an `Unreadable`, only the code is compared. */
  readonly records: readonly (SourceRecord | Unreadable)[];
  /** What `locate` must say of each record. */
  readonly places?: readonly string[] | undefined;
  /** Whether batches carry checkpoints. Default: true. */
  readonly restarts?: boolean | undefined;
  /** Makes a source that fails in the middle, such as one of a file cut short. */
  failing?: (() => MaybePromise<Source>) | undefined;
  /** How many files, connections and the like are open at this moment for the sources made here. */
  held?: (() => MaybePromise<number>) | undefined;
  /** How much a source reads ahead of who pulls. */
  readonly ahead?: Ahead | undefined;
  /** How long a rule waits for what must come about, such as the end of a connection. Default: 1500. */
  readonly patienceMs?: number | undefined;
}

export interface Ahead {
  /** How much was taken by the source made last, in bytes, records or pages; the count starts at 0. */
  taken(): MaybePromise<number>;
  /** How much may be taken when one batch was handed on; the content must be larger. */
  readonly max: number;
}

/** {@link SourceConformance} with every default in place. */
export type SourceSubject = SourceConformance & {
  readonly restarts: boolean;
  readonly patienceMs: number;
};

const callable = <T>(what: string): z.ZodType<T> =>
  z.custom<T>((value) => typeof value === 'function', `expected ${what}`);

/** A misspelt key would leave out a rule without a word, so that unknown ones are refused. */
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
