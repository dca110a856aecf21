import type { Batch, ReadOptions } from '@rowferry/core';
import { Agent } from 'undici';
import { startAt, toCheckpoint } from './checkpoint.ts';
import { type Exchange, exchangeWith } from './exchange.ts';
import { sourceFailed } from './failure.ts';
import type { Settings } from './options.ts';
import { readPage } from './page.ts';
import { type Clock, pageAttempts } from './page-attempts.ts';
import { pageMemory } from './page-memory.ts';
import { nameOf } from './page-name.ts';
import type { Part } from './page-part.ts';
import type { PageRecord } from './page-record.ts';
import { firstPlace, type Place, requestFor } from './page-request.ts';
import { placeAfter } from './paging.ts';
import { rateLimit } from './rate-limit.ts';
import { totalOf } from './stop-rules.ts';

/** After more empty pages in a row than this, the read fails. */
const EMPTY_PAGES_MAX = 1000;

/** Reads one address after another, and its pages in order. Each batch has records of one page. */
export async function* readBatches(
  settings: Settings,
  clock: Clock,
  { signal, checkpoint }: ReadOptions,
): AsyncGenerator<Batch> {
  signal.throwIfAborted();
  let { place, digest } = startAt(checkpoint, settings);
  const dispatcher = settings.dispatcher ?? new Agent({ connections: 1 });
  const release = async () => {
    if (settings.dispatcher === undefined) await dispatcher.destroy();
  };
  signal.addEventListener('abort', release, { once: true });
  try {
    const waitForRate = rateLimit(settings.requestsPerSecond, clock);
    const exchange = exchangeWith(settings, dispatcher, signal, waitForRate);
    while (place.index < settings.urls.length) {
      yield* readAddress(place, digest, { settings, clock, signal, exchange });
      place = firstPlace(place.index + 1);
      digest = undefined;
    }
  } finally {
    signal.removeEventListener('abort', release);
    await release();
  }
}

/** What all pages of a read have in common. */
interface Reading {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly exchange: Exchange;
}

/** Reads the pages of one address from `start` on; `before` is the digest of the page before that. */
async function* readAddress(
  start: Place,
  before: string | undefined,
  reading: Reading,
): AsyncGenerator<Batch> {
  const { settings } = reading;
  const requests = pageMemory();
  const contents = pageMemory();
  if (before !== undefined) contents.isNew(before);
  let digest = before;
  let total: number | undefined;
  let emptyPages = 0;
  for (let place: Place | undefined = start; place !== undefined; ) {
    const { name, request, parts } = openPage(place, reading);
    if (!requests.isNew(request)) throw repeats(name, 'it was requested before');
    let next: Place | undefined;
    let read = place.read;
    for await (const part of parts) {
      const { found, end } = part;
      if (read === place.read && found.length > 0) {
        if (!contents.isNew(part.digest)) throw repeats(name, 'it begins like another page');
        digest = part.digest;
      }
      read += found.length;
      if (end !== undefined) {
        next = placeAfter(place, end, name, settings.paging);
        total = totalOf(end.envelope, settings.paging);
        emptyPages = end.count === 0 ? emptyPages + 1 : 0;
      }
      if (found.length === 0) continue;
      const following = next ?? firstPlace(place.index + 1);
      const checkpoint = end && toCheckpoint(following, digest, settings);
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

/** The name of a page, a key that identifies its request, and its parts. Nothing is requested yet. */
function openPage(
  place: Place,
  { settings, clock, signal, exchange }: Reading,
): { name: string; request: string; parts: AsyncGenerator<Part> } {
  const request = requestFor(place, settings);
  const first = settings.urls[place.index] ?? request.url;
  const name = nameOf(place, settings);
  const attempts = pageAttempts(name, settings, clock);
  const ask = () => exchange(request, first.origin);
  return {
    name,
    request: `${request.url.href}\n${request.body}`,
    parts: readPage({ name, settings, attempts, signal, ask }),
  };
}

function located(found: readonly PageRecord[], name: string, { format }: Settings): Batch {
  const unit = format === 'json' ? 'record' : 'line';
  return {
    records: found.map(({ record }) => record),
    locate: (index) => `${name} ${unit} ${found[index]?.number}`,
    json: (index) => found[index]?.json,
  };
}

function fractionOf({ index }: Place, read: number, total: number, { urls }: Settings): number {
  return (index + (total === 0 ? 1 : Math.min(1, read / total))) / urls.length;
}

function repeats(name: string, why: string): Error {
  return sourceFailed(
    `${name} repeats a page: ${why}; correct \`paging\`, or look at the answers: ` +
      'continuing would read the same records again and again',
  );
}

function endless(name: string): Error {
  return sourceFailed(
    `${name} is one of more than ${EMPTY_PAGES_MAX} empty pages in a row; ` +
      'correct `paging`, or look at the answers',
  );
}
