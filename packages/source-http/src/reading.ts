import { type Batch, jsonBytes, type ReadOptions } from '@rowferry/core';
import { Agent } from 'undici';
import { type PageRead, type Start, startAt, toCheckpoint } from './checkpoint.ts';
import { type Earlier, earlierOf, NOTHING_EARLIER } from './earlier.ts';
import { type Exchange, exchangeWith } from './exchange.ts';
import { sourceChanged, sourceFailed } from './failure.ts';
import { knownPaths } from './json-answer.ts';
import { readPage } from './page.ts';
import { type Clock, pageAttempts } from './page-attempts.ts';
import { pageMemory } from './page-memory.ts';
import { nameOf } from './page-name.ts';
import type { Part } from './page-part.ts';
import type { ObjectKind, PageRecord } from './page-record.ts';
import { firstPlace, type Place, requestFor } from './page-request.ts';
import { placeAfter } from './paging.ts';
import { isScroll } from './paging-kind.ts';
import { rateLimit } from './rate-limit.ts';
import type { Settings } from './settings.ts';
import { totalOf } from './stop-rules.ts';

/** After more empty pages in a row than this, the read fails. */
const EMPTY_PAGES_MAX = 1000;
const SCROLL_ADVICE =
  ' (add `end` if the cursor is a value that says the end, or `scroll: true` if one cursor leads to all pages)';

/** Reads one address after another, and its pages in order. Each batch has records of one page. */
export async function* readBatches(
  settings: Settings,
  clock: Clock,
  { signal, checkpoint }: ReadOptions,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  const start = startAt(checkpoint, settings);
  const dispatcher = settings.dispatcher ?? new Agent({ connections: 1 });
  const release = async () => {
    if (settings.dispatcher === undefined) await dispatcher.destroy();
  };
  signal.addEventListener('abort', release, { once: true });
  try {
    const waitForRate = rateLimit(settings.requestsPerSecond, clock);
    const exchange = exchangeWith(settings, dispatcher, signal, waitForRate);
    const objects = new Set(start.objects);
    const reading = { settings, clock, signal, exchange, objects };
    let place =
      start.after === undefined
        ? start.place
        : await placeBehind(start.after, start.earlier, reading);
    let before: Before = place.page > 0 ? start : NOTHING_BEFORE;
    while (place.index < settings.urls.length) {
      yield* readAddress(place, before, reading);
      place = firstPlace(place.index + 1);
      before = NOTHING_BEFORE;
    }
  } finally {
    signal.removeEventListener('abort', release);
    await release();
  }
}

/** What is known about the pages of an address before a place. */
type Before = Pick<Start, 'digests' | 'earlier'>;

const NOTHING_BEFORE: Before = { digests: [], earlier: NOTHING_EARLIER };

/** What all pages of a read have in common. */
interface Reading {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly exchange: Exchange;
  /** What objects in place of arrays were so far. */
  readonly objects: Set<ObjectKind>;
}

/**
 * Where a read goes on after a page that it has read, by options that have changed since: the page is read again, and
 * must be the same.
 */
async function placeBehind(
  { place, ...page }: PageRead,
  earlier: Earlier,
  reading: Reading,
): Promise<Place> {
  const { name, parts } = openPage(place, earlier, reading);
  for await (const { end, digest } of parts) {
    if (end === undefined) continue;
    if (end.count !== page.count || digest !== page.digest) break;
    return placeAfter(place, end, name, reading.settings) ?? firstPlace(place.index + 1);
  }
  throw sourceChanged(`${name} has other records than before \`paging\` was changed`, '`paging`');
}

/** Reads the pages of one address from `start` on. */
async function* readAddress(start: Place, before: Before, reading: Reading): AsyncGenerator<Batch> {
  const { settings, objects } = reading;
  const requests = pageMemory();
  const contents = pageMemory();
  const paths = knownPaths(settings);
  for (const digest of before.digests) contents.isNew(digest);
  let { digests, earlier } = before;
  let total: number | undefined;
  let emptyPages = 0;
  for (let place: Place | undefined = start; place !== undefined; ) {
    const { name, request, isRepeatable, parts } = openPage(place, earlier, reading);
    if (isRepeatable && !requests.isNew(request)) {
      throw repeats(name, 'it was requested before', settings);
    }
    let next: Place | undefined;
    let read = place.read;
    for await (const part of parts) {
      const { found, end } = part;
      if (read === place.read && found.length > 0) {
        if (!contents.isNew(part.digest)) {
          throw repeats(name, 'it begins like another page', settings);
        }
        digests = [digests[0] ?? part.digest, part.digest];
      }
      read += found.length;
      if (end !== undefined) {
        next = placeAfter(place, end, name, settings);
        total = totalOf(end.envelope, settings.paging);
        emptyPages = end.count === 0 ? emptyPages + 1 : 0;
        if (end.object !== undefined && typeof settings.keyed !== 'string') objects.add(end.object);
      }
      if (end !== undefined && end.count > 0) earlier = earlierOf(end, paths);
      if (found.length === 0) continue;
      const after = end && { place, count: end.count, digest: part.digest };
      const following = { place: next ?? firstPlace(place.index + 1), digests, earlier, after };
      const checkpoint = end && toCheckpoint({ ...following, objects: [...objects] }, settings);
      yield {
        ...located(found, name, settings),
        ...(checkpoint !== undefined && { checkpoint }),
        ...(total !== undefined && { fraction: fractionOf(place, read, total, settings) }),
      };
    }
    if (emptyPages > EMPTY_PAGES_MAX) throw endless(name);
    place = next;
  }
}

interface OpenPage {
  readonly name: string;
  /** Identifies the request. */
  readonly request: string;
  /** Whether the same request leads to the same page again. */
  readonly isRepeatable: boolean;
  readonly parts: AsyncGenerator<Part>;
}

/** Nothing is requested before the first part is pulled. */
function openPage(place: Place, earlier: Earlier, reading: Reading): OpenPage {
  const { settings, clock, signal, exchange } = reading;
  const request = requestFor(place, settings);
  const first = settings.urls[place.index] ?? request.url;
  const name = nameOf(place, settings);
  const attempts = pageAttempts(name, settings, clock);
  const ask = () => exchange(request, first.origin);
  const isRepeatable = !isScroll(settings.paging) || place.at === undefined;
  return {
    name,
    request: `${request.url.href}\n${request.body}`,
    isRepeatable,
    parts: readPage({ name, settings, earlier, attempts, signal, isRepeatable, ask }),
  };
}

function located(found: readonly PageRecord[], name: string, { format }: Settings): Batch {
  const unit = format === 'json' ? 'record' : 'line';
  return {
    records: found.map(({ record }) => record),
    locate: (index) => `${name} ${unit} ${found[index]?.number}`,
    json: jsonBytes(found.map(({ json }) => json)),
  };
}

function fractionOf({ index }: Place, read: number, total: number, { urls }: Settings): number {
  return (index + (total === 0 ? 1 : Math.min(1, read / total))) / urls.length;
}

function repeats(name: string, why: string, { paging }: Settings): Error {
  const scroll = paging?.by === 'cursor' && paging.at !== undefined ? SCROLL_ADVICE : '';
  return sourceFailed(
    `${name} repeats a page: ${why}; correct \`paging\`${scroll}, or look at the answers: ` +
      'continuing would read the same records again and again',
  );
}

function endless(name: string): Error {
  return sourceFailed(
    `${name} is one of more than ${EMPTY_PAGES_MAX} empty pages in a row; ` +
      'correct `paging`, or look at the answers',
  );
}
