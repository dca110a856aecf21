import { createHash } from 'node:crypto';
import { Unreadable } from '@rowferry/core';
import type { Earlier } from './earlier.ts';
import type { PageResponse } from './exchange.ts';
import { isGraphql } from './graphql.ts';
import { jsonPage } from './json-page.ts';
import { linesPage } from './lines-page.ts';
import type { ObjectKind, PageParser, PageRecord, PageRest } from './page-record.ts';
import type { Settings } from './settings.ts';
import { textOf } from './text.ts';

const PART_RECORDS_MAX = 256;
const PART_BYTES_MAX = 256 * 1024;

/** Some consecutive records of a page. The same page is always split into the same parts. */
export interface Part {
  readonly found: readonly PageRecord[];
  /** The digest of the page up to the end of this part. */
  readonly digest: string;
  /** Set on the last part. Only that part may be empty. */
  readonly end?: PageEnd;
}

/** What is known about a page after it was read to its end. */
export interface PageEnd {
  /** The number of records, including those that could not be read. */
  readonly count: number;
  /** The address of the answer, after all redirects. */
  readonly url: URL;
  /** The `Link` header. */
  readonly link: string | undefined;
  /** The value of another header. */
  readonly header: (name: string) => string | undefined;
  /** The document around the records; `undefined` for JSON lines. */
  readonly envelope: unknown;
  readonly last: PageRecord | undefined;
  readonly object: ObjectKind | undefined;
}

export async function* readParts(
  answer: PageResponse,
  settings: Settings,
  earlier: Earlier,
): AsyncGenerator<Part> {
  const { partRecordsMax, partBytesMax } = partLimits(settings);
  const digest = createHash('sha256');
  let found: PageRecord[] = [];
  let bytes = 0;
  let count = 0;
  const partOf = (): Part => ({ found, digest: digest.copy().digest('base64url') });
  const add = (one: PageRecord) => {
    const text = textOfRecord(one);
    digest.update(text).update('\n');
    bytes += text.length;
    count += 1;
    found.push(one);
  };

  const parser = parserFor(settings, earlier);
  for await (const block of textOf(answer.blocks())) {
    for (const one of parser.write(block)) {
      if (found.length >= partRecordsMax || bytes >= partBytesMax) {
        yield partOf();
        found = [];
        bytes = 0;
      }
      add(one);
    }
  }
  // An answer with the status "No Content" cannot be incomplete.
  const rest: PageRest = answer.isEmpty ? { found: [] } : parser.end();
  for (const one of rest.found) add(one);
  const { url, link, header } = answer;
  const { envelope, object } = rest;
  const end = { count, url, link, header, envelope, object, last: found.at(-1) };
  yield { ...partOf(), end };
}

/** What distinguishes a record from others, also one that cannot be read. */
function textOfRecord({ record, json }: PageRecord): string {
  return (record instanceof Unreadable ? record.raw : json) ?? '';
}

/**
 * A page of GraphQL is one part, unless it is very large: only the end of the answer may say that there are errors, and
 * fields that could not be resolved are null.
 */
function partLimits(settings: Settings) {
  const { batchRecordsMax = PART_RECORDS_MAX, maxRecordBytes } = settings;
  return isGraphql(settings)
    ? { partRecordsMax: Number.POSITIVE_INFINITY, partBytesMax: maxRecordBytes }
    : { partRecordsMax: batchRecordsMax, partBytesMax: PART_BYTES_MAX };
}

function parserFor(settings: Settings, earlier: Earlier): PageParser {
  return settings.format === 'json'
    ? jsonPage(settings, earlier)
    : linesPage(settings.maxRecordBytes);
}
