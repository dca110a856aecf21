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
  if (paging.more !== undefined) ends.push(!flagAt(envelope, paging.more, 'more', fail));
  if (paging.done !== undefined) ends.push(flagAt(envelope, paging.done, 'done', fail));
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

/** A flag, also as a text or as 1 or 0. */
function flagAt(envelope: unknown, path: string, rule: 'more' | 'done', fail: Fail): boolean {
  const flag = valueAt(envelope, path);
  if (/^(?:true|1|y|yes)$/i.test(String(flag))) return true;
  if (/^(?:false|0|n|no)$/i.test(String(flag))) return false;
  const left = ` (if the last page leaves it out, omit \`${rule}\`)`;
  throw fail(`has neither true nor false at \`${path}\`${flag === undefined ? left : ''}`);
}

function countAt(envelope: unknown, path: string, fail: Fail): number {
  const count = valueAt(envelope, path);
  if (isCount(count)) return Number(count);
  throw fail(`has no number at \`${path}\``);
}

function isCount(value: unknown): boolean {
  return /^\d{1,15}$/.test(String(value));
}
