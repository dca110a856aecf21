import type { MaybePromise, Target } from '@rowferry/core';
import type { Test } from '../rule.ts';

export const OPERATIONS = [
  'create',
  'upload',
  'get',
  'list',
  'outcomes',
  'cancel',
  'describe',
  'find',
] as const;

/** A method of a target. */
export type Operation = (typeof OPERATIONS)[number];

/** What a refusal can mean; each of these is a mishap that a rule asks for. */
export const MEANINGS = [
  'login',
  'rate',
  'passing',
  'full',
  'too-large',
  'lasting',
  'other',
] as const;

/**
 * What happens to requests. `unsent`: no connection is made. `lost`: the server processes the request,
 * and the connection breaks before any part of the answer arrives. `cut`: only the first half of the
 * answer arrives. `refused`: the server answers with an error. `stalled`: no answer arrives until the
 * caller aborts the request. `halting`: the answer begins, and the rest does not arrive. `strange`: the server
 * processes the request, and its answer is neither what was asked for nor an error. Each of `MEANINGS`: the
 * server refuses the request in a form that has this meaning.
 */
export type Mishap =
  | 'unsent'
  | 'lost'
  | 'cut'
  | 'refused'
  | 'stalled'
  | 'halting'
  | 'strange'
  | (typeof MEANINGS)[number];

/** A tenant in which some requests go wrong. */
export interface Trouble {
  /** The mishap affects every request of this operation, and no others. */
  readonly operation: Operation;
  readonly mishap: Mishap;
}

/** A target in the state that {@link TargetConformance.open} promises. */
export interface Tenancy {
  readonly target: Target;
  /** Called when the rule no longer needs the target. */
  close?(): MaybePromise<void>;
}

/** A target to test against the contract, and what the rules need to know about it. */
export interface TargetConformance {
  /** `test` of vitest or node:test, or `it` of Mocha or Jest. */
  readonly test: Test;
  /** Opens a target over its own tenant, which has neither jobs nor records. */
  open(trouble?: Trouble): MaybePromise<Tenancy>;
  /** A CSV file whose rows the tenant stores, all of them. */
  readonly accepted: string;
  /** A CSV file with rows that the tenant rejects, and how many items the error list then has. */
  readonly refused: { readonly csv: string; readonly errors: number };
  /** A column that `find` can look up, and its cells in `accepted`. Required if the target has `find`. */
  readonly stored?: { readonly column: string; readonly values: readonly string[] } | undefined;
  /** How long a rule waits for an event, such as the end of a job. Default: 1500. */
  readonly patienceMs?: number | undefined;
}

/** {@link TargetConformance} with all defaults set. */
export type TargetSubject = TargetConformance & { readonly patienceMs: number };
