import { stringifyExact, Unreadable } from '@rowferry/core';
import { sourceFailed } from './failure.ts';
import { nextLinkOf } from './link.ts';
import type { PageEnd } from './page-part.ts';
import type { Place } from './page-request.ts';
import type { Paging } from './paging-options.ts';
import { valueAt } from './path.ts';
import { type Fail, isLast } from './stop-rules.ts';

/** The place of the next page; `undefined` after the last one. */
export function placeAfter(
  place: Place,
  end: PageEnd,
  name: string,
  paging: Paging | undefined,
): Place | undefined {
  if (paging === undefined) return undefined;
  const fail = (what: string) =>
    sourceFailed(`${name} ${what}; correct \`paging\`, or look at the answer`);
  const next: Place = {
    index: place.index,
    page: place.page + 1,
    read: place.read + end.count,
  };
  const isLastPage = isLast(next, end.envelope, paging, fail);
  if (isLastPage === true) return undefined;
  const at = nextAt(end, paging, fail);
  if (at !== undefined) return at === NUMBERED ? next : { ...next, at };
  if (isLastPage === false) throw fail('says that more records follow, but not where');
  return undefined;
}

/** The next page is found by counting. */
const NUMBERED = Symbol('numbered');

function nextAt(end: PageEnd, paging: Paging, fail: Fail): string | typeof NUMBERED | undefined {
  if (paging.by === 'offset') return end.count === 0 ? undefined : NUMBERED;
  if (paging.by === 'page') {
    // With these rules the answer itself says where the end is, so an empty page is not the end.
    const hasRule = (paging.more ?? paging.pages) !== undefined;
    return end.count === 0 && !hasRule ? undefined : NUMBERED;
  }
  if (paging.by === 'link') return linkAt(nextLinkOf(end.link), end.url, fail);
  if (paging.by === 'next') return linkAt(valueAt(end.envelope, paging.at), end.url, fail);
  if (paging.last !== undefined) return fieldOfLast(end, paging.last, fail);
  const cursor = valueAt(end.envelope, paging.at ?? '');
  const isNone = cursor === undefined || cursor === null || cursor === '' || cursor === false;
  return isNone ? undefined : stringifyExact(cursor);
}

function linkAt(link: unknown, from: URL, fail: Fail): string | undefined {
  if (link === undefined || link === null || link === '' || link === false) return undefined;
  if (typeof link !== 'string' || !URL.canParse(link, from.href)) {
    throw fail('has a next link that is not an address');
  }
  const url = new URL(link, from);
  if (url.username + url.password !== '') throw fail('has a next link that contains a login');
  url.hash = '';
  return url.href;
}

function fieldOfLast({ last }: PageEnd, path: string, fail: Fail): string | undefined {
  if (last === undefined) return undefined;
  const cursor = last.record instanceof Unreadable ? undefined : valueAt(last.record, path);
  if (cursor === undefined || cursor === null) throw fail(`has no \`${path}\` in its last record`);
  return stringifyExact(cursor);
}
