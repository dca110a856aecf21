import { positionIn } from '../chunks/record-line.ts';
import type { RowRecord } from '../chunks/row-records.ts';
import { categoryOf } from '../contract/target-error.ts';
import type { UnresolvedCode, UnresolvedReason } from '../contract/unresolved.ts';
import type { Refusal } from '../contract/verdict.ts';
import { isTemporaryCode } from '../jobs/failures.ts';

/** What becomes of a row in doubt. */
export type Resolution =
  /** A prior job of the row stored it; `by` says which, if that is known. */
  | { readonly fate: 'loaded'; readonly by?: StoredBy }
  /** The last prior job refused it, and its key belongs to a record that another program created, or to none. */
  | { readonly fate: 'rejected' }
  | { readonly fate: 'unresolved'; readonly because: UnresolvedReason }
  /** It is submitted again: the target refuses a duplicate, or sending it twice leaves the same state. */
  | { readonly fate: 'again' };

/** The job that stored a row, and the row's number in its file. */
export interface StoredBy {
  readonly job: string;
  readonly row: number;
}

/** What is needed to decide on a row in doubt. */
export interface InDoubtRow {
  readonly position: number;
  readonly key: string;
  /** Its row number in the file of each prior job. */
  readonly rowNumbers: readonly number[];
  /** Why the last prior job refused it; absent if it is not known whether it did. */
  readonly errors?: readonly Refusal[];
}

export function inDoubtRow({ prefix, history }: RowRecord, key: string): InDoubtRow {
  const { rowNumbers = [], errors } = history ?? {};
  return { position: positionIn(prefix), key, rowNumbers, ...(errors !== undefined && { errors }) };
}

export function unresolved(code: UnresolvedCode, reason: string): Resolution {
  return { fate: 'unresolved', because: { code, reason } };
}

/**
 * Rule restriction: the likely category of a unique violation. Zuora does not document it. Values out of
 * bounds have the same code, so only the message distinguishes the two.
 */
const RESTRICTION = 30;
const DUPLICATE = /uniq|duplicat|already|exist|constraint|conflict/i;

/** Whether one of the errors may say that the target already has the key. */
export function mayBeDuplicate(errors: readonly Refusal[]): boolean {
  return errors.some(({ code, message }) =>
    message === undefined ? categoryOf(code) === RESTRICTION : DUPLICATE.test(message),
  );
}

/** Whether all errors of a row are temporary. */
export function areTemporary(errors: readonly Refusal[]): boolean {
  return errors.every(({ code }) => isTemporaryCode(code));
}
