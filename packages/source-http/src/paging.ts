import { parseExact, stringifyExact, Unreadable } from '@rowferry/core';
import { putParameter, shown } from './address.ts';
import type { PageRequest } from './exchange.ts';
import { sourceFailed } from './failure.ts';
import { nextLinkOf } from './link.ts';
import type { Settings } from './options.ts';
import type { PageEnd } from './page.ts';
import type { Paging } from './paging-options.ts';
import { valueAt, withValueAt } from './path.ts';

/** Which page is read. */
export interface Place {
  /** The index of its first address among those of the source. */
  readonly index: number;
  /** The number of pages before it at this address. */
  readonly page: number;
  /** The number of records before it at this address. */
  readonly read: number;
  /** Its link, or its cursor as JSON; absent on a first page, and with page numbers or offsets. */
  readonly at?: string;
}

export function firstPlace(index: number): Place {
  return { index, page: 0, read: 0 };
}

export function requestFor(place: Place, settings: Settings): PageRequest {
  const { method, paging } = settings;
  const first = settings.urls[place.index];
  if (first === undefined) throw new RangeError('no address has this index');
  const isLink = paging?.by === 'link' || paging?.by === 'next';
  const url = new URL(isLink && place.at !== undefined ? place.at : first);
  const isInBody = paging !== undefined && 'in' in paging && paging.in === 'body';
  let body = isInBody ? (settings.body ?? {}) : settings.body;
  const value = parameterOf(place, paging);
  if (value !== undefined && paging !== undefined && 'param' in paging) {
    if (isInBody) body = withValueAt(Object(body), paging.param, value);
    else putParameter(url, paging.param, textOf(value));
  }
  if (method === 'GET') return { url };
  return {
    url,
    body: typeof body === 'string' || body === undefined ? body : stringifyExact(body),
  };
}

/** The value of the parameter that selects a page; `undefined` if there is none. */
function parameterOf(place: Place, paging: Paging | undefined): unknown {
  if (paging?.by === 'page') return (paging.first ?? 1) + place.page;
  if (paging?.by === 'offset') return (paging.first ?? 0) + place.read;
  return paging?.by === 'cursor' && place.at !== undefined ? parseExact(place.at) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (stringifyExact(value) ?? '');
}

/**
 * The name of a page in messages and locations, by which a person can request it. A link may contain secrets
 * of the server, so the name begins with the address that the user wrote. It includes the number of that
 * address if another one differs only in what is not shown.
 */
export function nameOf(place: Place, { urls, paging }: Settings): string {
  const names = urls.map(shown);
  const name = names[place.index] ?? '';
  const isShared = names.indexOf(name) !== names.lastIndexOf(name);
  return `${name}${pageNameOf(place, paging)}${isShared ? ` (address ${place.index + 1})` : ''}`;
}

function pageNameOf(place: Place, paging: Paging | undefined): string {
  if (paging === undefined) return '';
  const isNumbered = (paging.by === 'page' || paging.by === 'offset') && paging.in !== 'body';
  if (!isNumbered) return ` page ${place.page + 1}`;
  return `?${paging.param}=${parameterOf(place, paging)}`;
}

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

type Fail = (what: string) => Error;

/** Whether the page is the last by the stop rules; `undefined` if there are none. */
function isLast(next: Place, envelope: unknown, paging: Paging, fail: Fail): boolean | undefined {
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
