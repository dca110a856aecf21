import { positionIn } from '../chunks/record-line.ts';
import type { RowRecord } from '../chunks/rows.ts';
import type { Refusal, UnresolvedCode, UnresolvedReason } from '../contract/verdict.ts';
import { PASSING_CATEGORIES } from '../jobs/backoff.ts';

/** What becomes of a row in doubt. */
export type Resolution =
  /** A prior job of the row stored it: this one, where it is known which. */
  | { readonly fate: 'loaded'; readonly by?: StoredBy }
  /** The last prior job refused it, and something else holds its key, or nothing does. */
  | { readonly fate: 'rejected' }
  | { readonly fate: 'unresolved'; readonly because: UnresolvedReason }
  /** It is submitted again: the target refuses a double, or the same twice is the same. */
  | { readonly fate: 'again' };

/** The job that stored a row, and the row's number in its file. */
export interface StoredBy {
  readonly job: string;
  readonly row: number;
}

/** A row in doubt, as far as deciding on it needs it. */
export interface InDoubtRow {
  readonly position: number;
  readonly key: string;
  /** Its number in the file of each prior job. */
  readonly rows: readonly number[];
  /** Why the last prior job refused it; absent where nobody knows whether it did. */
  readonly errors?: readonly Refusal[];
}

export function inDoubtRow({ prefix, history }: RowRecord, key: string): InDoubtRow {
  const { rows = [], errors } = history ?? {};
  return { position: positionIn(prefix), key, rows, ...(errors !== undefined && { errors }) };
}

export function unresolved(code: UnresolvedCode, reason: string): Resolution {
  return { fate: 'unresolved', because: { code, reason } };
}

/**
 * Rule restriction: what a unique violation is likely to be coded as. Zuora does not say; values out
 * of their bounds have the same code, so only the words distinguish the two.
 */
const RESTRICTION = 30;
const DUPLICATE = /uniq|duplicat|already|exist|constraint|conflict/i;

/** Whether one of the errors may say that the target holds the key already. */
export function mayBeDuplicate(errors: readonly Refusal[]): boolean {
  return errors.some(({ code, message }) =>
    message === undefined ? Number(code) % 100 === RESTRICTION : DUPLICATE.test(message),
  );
}

/** Whether all errors of a row are of a kind that passes. */
export function isPassing(errors: readonly Refusal[]): boolean {
  return errors.every(({ code }) => PASSING_CATEGORIES.includes(Number(code) % 100));
}
