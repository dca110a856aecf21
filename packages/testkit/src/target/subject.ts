import type { MaybePromise, Target } from '@rowferry/core';
import { z } from 'zod';
import { PATIENCE_MS } from '../patience.ts';
import type { Test } from '../rule.ts';

export const OPERATIONS = [
  'create',
  'upload',
  'get',
  'list',
  'errors',
  'cancel',
  'describe',
  'find',
] as const;

/** A method of a target. */
export type Operation = (typeof OPERATIONS)[number];

/**
 * What befalls requests. `unsent`: no connection is made. `lost`: acted upon, and then the connection
 * breaks before anything of the answer came. `cut`: only the first half of the answer comes.
 * `refused`: answered with an error. `stalled`: no answer comes until the request is given up.
 * `halting`: the answer begins, and its rest does not come.
 */
export type Mishap = 'unsent' | 'lost' | 'cut' | 'refused' | 'stalled' | 'halting';

/** A tenant in which some requests go wrong. */
export interface Trouble {
  /** Every request of this operation meets the mishap; the others go well. */
  readonly operation: Operation;
  readonly mishap: Mishap;
}

/** A target in the state that {@link TargetConformance.open} promises. */
export interface Tenancy {
  readonly target: Target;
  /** Called when the rule is done with it. */
  close?(): MaybePromise<void>;
}

/** A target to be held against the contract, and what the rules need to know of it. */
export interface TargetConformance {
  /** The runner's: `test` of vitest or node:test, `it` of Mocha or Jest. */
  readonly test: Test;
  /** Opens a target over a tenant of its own that holds neither jobs nor records. */
  open(trouble?: Trouble): MaybePromise<Tenancy>;
  /** A CSV file of which the tenant stores every row. */
  readonly accepted: string;
  /** A CSV file of which the tenant refuses rows, and how many items its error list then has. */
  readonly refused: { readonly csv: string; readonly errors: number };
  /** A column that can be looked up, and its cells in `accepted`. Needed where the target has `find`. */
  readonly stored?: { readonly column: string; readonly values: readonly string[] } | undefined;
  /** How long a rule waits for what must come about, such as the end of a job. Default: 1500. */
  readonly patienceMs?: number | undefined;
}

/** {@link TargetConformance} with every default in place. */
export type TargetSubject = TargetConformance & { readonly patienceMs: number };

const text = z.string().min(1);

export const TARGET_OPTIONS: z.ZodType<TargetSubject> = z.strictObject({
  test: z.custom<Test>((value) => typeof value === 'function', 'expected the `test` of a runner'),
  open: z.custom<TargetConformance['open']>(
    (value) => typeof value === 'function',
    'expected a function that opens a target',
  ),
  accepted: text,
  refused: z.strictObject({ csv: text, errors: z.int().min(1) }),
  stored: z.strictObject({ column: text, values: z.array(text).min(1) }).optional(),
  patienceMs: z.number().positive().default(PATIENCE_MS),
});
