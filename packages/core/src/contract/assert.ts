import { RowferryError } from './errors.ts';

/**
 * Rejects what only a bug can cause, where going on would put an error on the wrong record. Always active.
 * Throws `ASSERTION_FAILED`, which ends a run at once: nothing more is settled.
 */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw failed(what);
}

/** The item at an index that must exist; `name` says in the message what the items are. */
export function at<T>(items: ArrayLike<T | undefined>, index: number, name: string): T {
  const item = items[index];
  if (item === undefined) throw failed(`${name} ${index} of ${items.length} does not exist`);
  return item;
}

/** A value that must exist; `name` says in the message what it is. */
export function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw failed(`${name} does not exist`);
  return value;
}

function failed(what: string): RowferryError {
  return new RowferryError(
    'ASSERTION_FAILED',
    `${what}; this is a bug of Rowferry, please report it: the run stops so that no record gets a wrong verdict`,
  );
}
