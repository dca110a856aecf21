import { parseExact, stringifyExact } from '@rowferry/core';
import { putParameter } from './address.ts';
import { isByLink, isInBody, isScroll } from './paging-kind.ts';
import type { Paging } from './paging-options.ts';
import { withValueAt } from './path.ts';
import type { Settings } from './settings.ts';

/** The request for the page at `place`. */
export function requestFor(place: Place, settings: Settings): PageRequest {
  const { method, paging } = settings;
  const first = settings.urls[place.index];
  if (first === undefined) throw new RangeError('no address has this index');
  const next = place.at !== undefined && paging?.by === 'cursor' ? paging : undefined;
  const inBody = isInBody(paging);
  const url = new URL(next?.nextUrl ?? (isByLink(paging) ? place.at : undefined) ?? first, first);
  let body = next?.nextBody ?? (inBody ? (settings.body ?? {}) : settings.body);
  const value = parameterOf(place, paging);
  if (value !== undefined && paging !== undefined && 'param' in paging) {
    if (inBody) body = withValueAt(Object(body), paging.param, value);
    else putParameter(url, paging.param, textOf(value));
  }
  const endStatuses = place.page > 0 ? endStatusesOf(paging) : undefined;
  if (method === 'GET') return { url, endStatuses };
  return {
    url,
    endStatuses,
    body: typeof body === 'string' || body === undefined ? body : stringifyExact(body),
  };
}

function endStatusesOf(paging: Paging | undefined): readonly number[] | undefined {
  // A server answers so to a scroll that it has lost.
  return isScroll(paging) ? undefined : [paging?.endStatus ?? []].flat();
}

/** The value of the parameter that selects a page; `undefined` if there is none. */
export function parameterOf(place: Place, paging: Paging | undefined): unknown {
  if (paging?.by === 'page') return (paging.first ?? 1) + place.page;
  if (paging?.by === 'offset') return (paging.first ?? 0) + place.read;
  return paging?.by === 'cursor' && place.at !== undefined ? parseExact(place.at) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (stringifyExact(value) ?? '');
}

/** A request for one page. */
export interface PageRequest {
  readonly url: URL;
  readonly body?: string | undefined;
  /** Statuses of the answer which say that the page before was the last; `undefined` if none can. */
  readonly endStatuses: readonly number[] | undefined;
}

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
