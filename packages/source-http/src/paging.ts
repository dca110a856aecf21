import { stringifyExact, Unreadable } from '@rowferry/core';
import { ownAddress } from './address.ts';
import { sourceFailed } from './failure.ts';
import { linkIn, nextLinkOf } from './link.ts';
import type { PageEnd } from './page-part.ts';
import { type Place, requestFor } from './page-request.ts';
import { isByLink, isScroll } from './paging-kind.ts';
import type { Paging } from './paging-options.ts';
import { valueAt } from './path.ts';
import type { Settings } from './settings.ts';
import { type Fail, isLast } from './stop-rules.ts';

/** The place of the next page; `undefined` after the last one. */
export function placeAfter(
  place: Place,
  end: PageEnd,
  name: string,
  settings: Settings,
): Place | undefined {
  const { paging } = settings;
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
  const following = typeof at === 'string' ? { ...next, at: ownLink(at, place, settings) } : next;
  if (at !== undefined && !isOver(place, following, end, settings)) return following;
  if (isLastPage === false) throw fail('says that more records follow, but not where');
  return undefined;
}

/** The next page is found by counting. */
const NUMBERED = Symbol('numbered');

function nextAt(end: PageEnd, paging: Paging, fail: Fail): string | typeof NUMBERED | undefined {
  if (paging.by === 'offset') return end.count === 0 ? undefined : NUMBERED;
  if (paging.by === 'page') {
    // With these rules the answer itself says where the end is, so an empty page is not the end.
    const hasRule = (paging.more ?? paging.done ?? paging.pages) !== undefined;
    return end.count === 0 && !hasRule ? undefined : NUMBERED;
  }
  if (paging.by === 'link') return linkAt(nextLinkOf(end.link), end.url, fail);
  if (paging.by === 'next') {
    const link = linkIn(valueAt(end.envelope, paging.at));
    return isEnd(link, paging.end) ? undefined : linkAt(link, end.url, fail);
  }
  if (paging.last !== undefined) return fieldOfLast(end, paging.last, fail);
  const cursor =
    paging.header === undefined
      ? valueAt(end.envelope, paging.at ?? '')
      : end.header(paging.header);
  return isEnd(cursor, paging.end) ? undefined : stringifyExact(cursor);
}

/** Whether this value, in place of a link or a cursor, says that no page follows. */
function isEnd(value: unknown, ends: Extract<Paging, { by: 'next' }>['end']): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return [ends ?? []].flat().some((end) => String(end) === String(value));
}

/** Whether an empty page is the last, though there is a cursor: it is that of a scroll, or the one that led here. */
function isOver(place: Place, next: Place, { count }: PageEnd, settings: Settings): boolean {
  const { paging } = settings;
  if (count > 0 || paging?.by !== 'cursor') return false;
  const [one, other] = [requestFor(place, settings), requestFor(next, settings)];
  return isScroll(paging) || (one.url.href === other.url.href && one.body === other.body);
}

function linkAt(link: unknown, from: URL, fail: Fail): string | undefined {
  if (isEnd(link, undefined)) return undefined;
  if (typeof link !== 'string' || !URL.canParse(link, from.href)) {
    throw fail('has a next link that is not an address');
  }
  const url = new URL(link, from);
  if (url.username + url.password !== '') throw fail('has a next link that contains a login');
  url.hash = '';
  return url.href;
}

/** A link of an alias of our origin leads to that origin. A cursor stays as it is. */
function ownLink(at: string, { index }: Place, { urls, paging, originAliases }: Settings): string {
  const first = urls[index];
  if (!isByLink(paging) || first === undefined) return at;
  return ownAddress(new URL(at), first, originAliases).href;
}

function fieldOfLast({ last }: PageEnd, path: string, fail: Fail): string | undefined {
  if (last === undefined) return undefined;
  const cursor = last.record instanceof Unreadable ? undefined : valueAt(last.record, path);
  if (cursor === undefined || cursor === null) throw fail(`has no \`${path}\` in its last record`);
  return stringifyExact(cursor);
}
