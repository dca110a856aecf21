import type { MaybePromise, Source, SourceRecord, Unreadable } from '@rowferry/core';
import { z } from 'zod';
import { PATIENCE_MS } from '../patience.ts';
import type { Test } from '../rule.ts';
import type { Ahead, SourceConformance, SourceSubject } from './subject.ts';

const callable = <T>(what: string): z.ZodType<T> =>
  z.custom<T>((value) => typeof value === 'function', `expected ${what}`);

/** Refuses unknown keys, because a misspelt key would silently leave out a rule. */
export const SOURCE_OPTIONS: z.ZodType<SourceSubject> = z.strictObject({
  test: callable<Test>('the `test` of a runner'),
  source: callable<SourceConformance['source']>('a function that makes the source'),
  records: z
    .array(z.custom<SourceRecord | Unreadable>((value) => typeof value === 'object'))
    .min(2, 'expected two records or more'),
  fields: z.array(z.string()).optional(),
  places: z.array(z.string()).optional(),
  restarts: z.boolean().default(true),
  failing: callable<() => MaybePromise<Source>>('a function that makes a source').optional(),
  held: callable<() => MaybePromise<number>>('a function that counts').optional(),
  ahead: z
    .strictObject({ taken: callable<Ahead['taken']>('a function that counts'), max: z.number() })
    .optional(),
  patienceMs: z.number().positive().default(PATIENCE_MS),
});
