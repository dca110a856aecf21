import { createHash } from 'node:crypto';
import { Unreadable } from '@rowferry/core';
import type { PageResponse } from './exchange.ts';
import { FailedTry, sourceFailed } from './failure.ts';
import type { Found, PageParser } from './found.ts';
import { jsonPage } from './json-page.ts';
import { linesPage } from './lines-page.ts';
import type { Settings } from './options.ts';
import type { PageTries } from './page-tries.ts';
import { textOf } from './text.ts';

const PART_RECORDS_MAX = 256;
const PART_BYTES_MAX = 256 * 1024;

/** Some consecutive records of a page. The same page is cut into the same parts each time. */
export interface Part {
  readonly found: readonly Found[];
  /** Of the page up to the end of this part. */
  readonly digest: string;
  /** On the last part, which alone may be empty. */
  readonly end?: PageEnd;
}

/** What is known of a page once it was read to its end. */
export interface PageEnd {
  /** Records, those that could not be read included. */
  readonly count: number;
  /** Where the answer came from, behind all redirects. */
  readonly url: URL;
  /** The `Link` header. */
  readonly link: string | undefined;
  /** What stands around the records; `undefined` in JSON lines. */
  readonly envelope: unknown;
  readonly last: Found | undefined;
}

/** How a page is asked for and named. */
export interface PageOptions {
  readonly name: string;
  readonly settings: Settings;
  readonly tries: PageTries;
  readonly signal: AbortSignal;
  ask(): Promise<PageResponse>;
}

/**
 * Reads a page as it arrives. Where it breaks off it is asked for again, and what was handed on
 * already must come again, and is left out.
 */
export async function* readPage(options: PageOptions): AsyncGenerator<Part> {
  const { name, signal, tries } = options;
  let handed = 0;
  let handedDigest = '';
  for (;;) {
    let index = 0;
    try {
      for await (const part of readParts(await options.ask(), options.settings)) {
        signal.throwIfAborted();
        index += 1;
        if (index > handed) {
          yield part;
          handed = index;
          handedDigest = part.digest;
          tries.progressed();
        } else {
          // A part is handed on when more has come behind it, so none of these was the last one.
          const isOther = index === handed && part.digest !== handedDigest;
          if (isOther || part.end !== undefined) throw changed(name);
        }
      }
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FailedTry)) throw error;
      await tries.waitAfter(error, signal);
    }
  }
}

async function* readParts(answer: PageResponse, settings: Settings): AsyncGenerator<Part> {
  const { batchRecordsMax = PART_RECORDS_MAX } = settings;
  const digest = createHash('sha256');
  let found: Found[] = [];
  let bytes = 0;
  let count = 0;
  const partOf = (): Part => ({ found, digest: digest.copy().digest('base64url') });
  const add = (one: Found) => {
    const text = one.record instanceof Unreadable ? one.record.rejected.code : (one.json ?? '');
    digest.update(text).update('\n');
    bytes += text.length;
    count += 1;
    found.push(one);
  };

  const parser = parserFor(settings);
  for await (const block of textOf(answer.blocks())) {
    for (const one of parser.write(block)) {
      if (found.length >= batchRecordsMax || bytes >= PART_BYTES_MAX) {
        yield partOf();
        found = [];
        bytes = 0;
      }
      add(one);
    }
  }
  // "No content" has nothing that could be incomplete.
  const rest = answer.isEmpty ? { found: [] } : parser.end();
  for (const one of rest.found) add(one);
  const { url, link } = answer;
  const end = { count, url, link, envelope: rest.envelope, last: found.at(-1) };
  yield { ...partOf(), end };
}

function parserFor({ format, records, maxRecordBytes }: Settings): PageParser {
  return format === 'json' ? jsonPage(records, maxRecordBytes) : linesPage(maxRecordBytes);
}

function changed(name: string): Error {
  return sourceFailed(
    `${name} changed while it was read: it broke off, and began otherwise when it was asked for ` +
      'again; let the data rest or sort it by what does not change, then resume',
  );
}
