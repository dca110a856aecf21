import { type Checkpoint, parseExact } from '@rowferry/core';
import { digestOf } from '@rowferry/core/internal';
import { z } from 'zod';
import {
  isAddress,
  onlyPages,
  shown,
  withOwnParameters,
  withoutOwnParameters,
  withoutQuery,
} from './address.ts';
import { type Earlier, NOTHING_EARLIER } from './earlier.ts';
import { sourceChanged } from './failure.ts';
import type { ObjectKind } from './page-record.ts';
import { firstPlace, type Place } from './page-request.ts';
import { isByLink, isScroll } from './paging-kind.ts';
import { pagingDigest } from './requested.ts';
import type { Settings } from './settings.ts';

const placeSchema = z.object({
  index: z.int().min(0),
  page: z.int().min(0),
  read: z.int().min(0),
  at: z.string().optional(),
  /** Parameters of the link that the options contain, and that the checkpoint therefore omits. */
  spared: z.array(z.string()).optional(),
});
type SafePlace = z.output<typeof placeSchema>;

const checkpointSchema = placeSchema.extend({
  /** Absent after the last page of the last address. */
  url: z.string().optional(),
  /** Digest of the address without its query, which may be shown only in part. */
  address: z.string().optional(),
  digests: z.array(z.string()).optional(),
  /** A digest of `paging`. With another one, the page before is read again, which is `last`. */
  paging: z.string(),
  earlier: z.object({ said: z.array(z.string()), fields: z.array(z.string()) }).optional(),
  objects: z.array(z.enum(['one record', 'own keys', 'other keys'])).optional(),
  last: placeSchema.extend({ count: z.int(), digest: z.string() }).optional(),
});

/** A page that was read to its end. */
export interface PageRead {
  readonly place: Place;
  /** The number of its records. */
  readonly count: number;
  /** The digest of all its records. */
  readonly digest: string;
}

/** Where a read begins. */
export interface Start {
  readonly place: Place;
  /** How pages began that must not occur again. */
  readonly digests: readonly string[];
  /** How the page before looked. */
  readonly earlier: Earlier;
  /** What objects in place of arrays were before it. */
  readonly objects: readonly ObjectKind[];
  /** The page before. Set if `paging` has changed: then that page tells where to begin. */
  readonly after?: PageRead | undefined;
}

/** `undefined` for a link that may let whoever reads it in, and for a scroll: then the read begins at an earlier checkpoint. */
export function toCheckpoint(
  { place, digests, earlier, objects, after }: Start,
  settings: Settings,
): Checkpoint | undefined {
  const safe = safePlace(place, settings);
  if (safe === undefined) return undefined;
  const first = settings.urls[place.index];
  const last = after && safePlace(after.place, settings);
  return {
    ...(first !== undefined && { url: shown(first), address: addressOf(first) }),
    ...safe,
    ...(place.page > 0 && { digests, earlier }),
    paging: pagingDigest(settings.paging),
    ...(objects.length > 0 && { objects }),
    ...(last !== undefined && { last: { ...last, count: after?.count, digest: after?.digest } }),
  };
}

/** The place without secrets; `undefined` if that is not possible, or the server would not find it again. */
function safePlace(place: Place, settings: Settings): SafePlace | undefined {
  const { at, ...counts } = place;
  const first = settings.urls[place.index];
  if (at === undefined || first === undefined) return counts;
  if (isScroll(settings.paging)) return undefined;
  if (!isByLink(settings.paging)) return isAddress(at) ? undefined : { ...counts, at };
  const { href, spared } = withoutOwnParameters(at, first);
  if (!onlyPages(href, first)) return undefined;
  return { ...counts, at: new URL(href).search, ...(spared.length > 0 && { spared: [...spared] }) };
}

/** The values of `keyed` with which an object is this. A name does not change between a checkpoint and a read. */
const MEANINGS: Readonly<Record<ObjectKind, readonly Settings['keyed'][]>> = {
  'one record': [undefined, false],
  'own keys': [undefined, true],
  'other keys': [true],
};

/** Where `checkpoint` leads. Throws `SOURCE_CHANGED` if it does not fit the settings. */
export function startAt(checkpoint: Checkpoint, settings: Settings): Start {
  if (checkpoint === undefined) {
    return { place: firstPlace(0), digests: [], earlier: NOTHING_EARLIER, objects: [] };
  }
  const { data } = checkpointSchema.safeParse(checkpoint);
  if (data === undefined) {
    throw sourceChanged(
      'The checkpoint was not written by this source',
      'the source that wrote it',
    );
  }
  const { url, address, index, paging, last, digests = [], objects = [] } = data;
  const { earlier = NOTHING_EARLIER } = data;
  const first = settings.urls[index];
  const isOther =
    first === undefined
      ? index > settings.urls.length || address !== undefined
      : addressOf(first) !== address;
  if (isOther) {
    throw sourceChanged(
      `${url ?? 'The end of the source'} is no longer address ${index + 1} of the source`,
      'the addresses',
    );
  }
  if (objects.some((kind) => !MEANINGS[kind].includes(settings.keyed))) {
    throw sourceChanged(
      '`keyed` has changed, and a page before had an object that is something else with it',
      '`keyed`',
    );
  }
  if (paging === pagingDigest(settings.paging)) {
    return { place: placeOf(data, settings), digests, earlier, objects };
  }
  // The pages of an address before were read to an end that `paging` may no longer find there.
  if (last === undefined || last.index > 0) {
    throw sourceChanged(
      '`paging` has changed, and the pages before cannot be checked with it',
      '`paging`',
    );
  }
  const { count, digest } = last;
  const after = { place: placeOf(last, settings), count, digest };
  return { place: firstPlace(index), digests, earlier, objects, after };
}

function placeOf(safe: SafePlace, settings: Settings): Place {
  const { index, page, read, at, spared = [] } = safe;
  const first = settings.urls[index];
  if (at === undefined || first === undefined) return { index, page, read };
  const isLink = isByLink(settings.paging);
  if (isLink ? !/^(?:\?|$)/.test(at) : !isJson(at)) {
    throw sourceChanged('`paging.by` has changed', 'it');
  }
  const href = `${withoutQuery(first)}${at}`;
  const next = isLink ? withOwnParameters({ href, spared }, first) : at;
  return { index, page, read, at: next };
}

function addressOf(first: URL): string {
  return digestOf(withoutQuery(first));
}

function isJson(text: string): boolean {
  try {
    parseExact(text);
    return true;
  } catch {
    return false;
  }
}
