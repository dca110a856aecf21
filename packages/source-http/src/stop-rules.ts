import type { Place } from './page-request.ts';
import type { Paging } from './paging-options.ts';
import { valueAt } from './path.ts';

export type Fail = (what: string) => Error;

/** Whether the page is the last by the stop rules; `undefined` if there are none. */
export function isLast(
  next: Place,
  envelope: unknown,
  paging: Paging,
  fail: Fail,
): boolean | undefined {
  const ends: boolean[] = [];
  if (paging.more !== undefined) {
    const more = valueAt(envelope, paging.more);
    if (typeof more !== 'boolean') throw fail(`has neither true nor false at \`${paging.more}\``);
    ends.push(!more);
  }
  if (paging.total !== undefined) {
    ends.push(next.read >= countAt(envelope, paging.total, fail));
  }
  if (paging.by === 'page' && paging.pages !== undefined) {
    ends.push(next.page >= countAt(envelope, paging.pages, fail));
  }
  return ends.length === 0 ? undefined : ends.includes(true);
}

/** The number of records on all pages, if the answer contains it. */
export function totalOf(envelope: unknown, paging: Paging | undefined): number | undefined {
  const total = paging?.total === undefined ? undefined : valueAt(envelope, paging.total);
  return isCount(total) ? Number(total) : undefined;
}

function countAt(envelope: unknown, path: string, fail: Fail): number {
  const count = valueAt(envelope, path);
  if (isCount(count)) return Number(count);
  throw fail(`has no number at \`${path}\``);
}

function isCount(value: unknown): boolean {
  return /^\d{1,15}$/.test(String(value));
}
