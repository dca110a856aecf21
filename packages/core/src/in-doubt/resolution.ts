import type { RowRecord } from '../chunks/row-records.ts';
import type { RowRefusal } from '../chunks/row-refusal.ts';
import type { UnresolvedCode, UnresolvedReason } from '../contract/unresolved.ts';

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
  readonly errors?: readonly RowRefusal[];
}

export function inDoubtRow({ records, index, history }: RowRecord, key: string): InDoubtRow {
  const { rowNumbers = [], errors } = history ?? {};
  const position = records.position(index);
  return { position, key, rowNumbers, ...(errors !== undefined && { errors }) };
}

export function unresolved(code: UnresolvedCode, reason: string): Resolution {
  return { fate: 'unresolved', because: { code, reason } };
}

/** Whether one of the errors may say that the target already has the key. */
export function mayBeDuplicate(errors: readonly RowRefusal[]): boolean {
  return errors.some(({ meaning }) => meaning === 'duplicate');
}

/** Whether all errors of a row are temporary. */
export function arePassing(errors: readonly RowRefusal[]): boolean {
  return errors.every(({ meaning }) => meaning === 'passing');
}
