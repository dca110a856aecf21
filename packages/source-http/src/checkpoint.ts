import type { Checkpoint } from '@rowferry/core';
import { z } from 'zod';
import { isAddress, onlyPages, shown, withOwnParameters, withoutOwnParameters } from './address.ts';
import { sourceChanged } from './failure.ts';
import type { Settings } from './options.ts';
import { firstPlace, type Place } from './page-request.ts';

const checkpointSchema = z.object({
  /** Absent after the last page of the last address. */
  url: z.string().optional(),
  index: z.int().min(0),
  page: z.int().min(0),
  read: z.int().min(0),
  at: z.string().optional(),
  /** Parameters of the link that the options contain, and that the checkpoint therefore omits. */
  spared: z.array(z.string()).optional(),
  digest: z.string().optional(),
});

/** Where a read begins, and the digest of the page before, which must not occur again. */
export interface Start {
  readonly place: Place;
  readonly digest?: string | undefined;
}

/** `undefined` for a link that may let whoever reads it in: then the read begins at an earlier checkpoint. */
export function toCheckpoint(
  place: Place,
  digest: string | undefined,
  settings: Settings,
): Checkpoint {
  const { index, page, read, at } = place;
  const first = settings.urls[index];
  if (first === undefined) return { index, page, read };
  const plain = { url: shown(first), index, page, read, ...(page > 0 && { digest }) };
  if (at === undefined) return plain;
  if (!isLink(settings)) return isAddress(at) ? undefined : { ...plain, at };
  const { href, spared } = withoutOwnParameters(at, first);
  if (!onlyPages(href, first)) return undefined;
  return { ...plain, at: href, ...(spared.length > 0 && { spared }) };
}

/** The place of `checkpoint`. Throws `SOURCE_CHANGED` if it does not fit the settings. */
export function startAt(checkpoint: Checkpoint, settings: Settings): Start {
  if (checkpoint === undefined) return { place: firstPlace(0) };
  const { data } = checkpointSchema.safeParse(checkpoint);
  if (data === undefined) {
    throw sourceChanged(
      'The checkpoint was not written by this source',
      'the source that wrote it',
    );
  }
  const { url, index, page, read, at, spared = [], digest } = data;
  const first = settings.urls[index];
  if (
    first === undefined ? index > settings.urls.length || url !== undefined : shown(first) !== url
  ) {
    throw sourceChanged(
      `${url ?? 'The end of the source'} is no longer address ${index + 1} of the source`,
      'the addresses',
    );
  }
  if (at === undefined || first === undefined) return { place: { index, page, read }, digest };
  const next = isLink(settings) ? withOwnParameters({ href: at, spared }, first) : at;
  return { place: { index, page, read, at: next }, digest };
}

function isLink({ paging }: Settings): boolean {
  return paging?.by === 'link' || paging?.by === 'next';
}
